// Which outbound proxy an address is reached through, from the settings that other programs know as
// HTTPS_PROXY, HTTP_PROXY and NO_PROXY.

/** The proxies there are and who is not reached through them. */
export interface ProxyRules {
  /** For https addresses. */
  readonly httpsProxy?: string;
  /** For http addresses. */
  readonly httpProxy?: string;
  /**
   * Hosts that are reached directly: a host with all that is below it, with or without a leading dot or `*.`;
   * with a port, only that port; `*` for all.
   */
  readonly noProxy: readonly string[];
}

/** The proxy for `url` (an http or https address); undefined when it is reached directly. */
export function proxyFor(url: string, rules: ProxyRules): URL | undefined {
  const target = new URL(url);
  const given = target.protocol === 'https:' ? rules.httpsProxy : rules.httpProxy;
  if (given === undefined || isLoopback(target.hostname)) return undefined;
  return rules.noProxy.some((entry) => exempts(entry, target)) ? undefined : readProxy(given);
}

/** A proxy's address; `host:port` means `http://host:port`. Undefined if it is none that can be used. */
export function readProxy(text: string): URL | undefined {
  const trimmed = text.trim();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`;
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const bare = url.pathname === '/' && url.search === '' && url.hash === '' && url.hostname !== '';
  return bare && /^https?:$/.test(url.protocol) ? url : undefined;
}

function exempts(entry: string, target: URL): boolean {
  const text = entry.trim().toLowerCase();
  if (text === '*') return true;
  const { host = '', port } = /^(?<host>\[[^\]]*\]|[^:]*)(?::(?<port>\d+))?$/.exec(text)?.groups ?? {};
  // More than one colon: an IPv6 address without its brackets.
  const bare = host === '' && text.includes(':') ? `[${text}]` : host;
  const name = bare.replace(/^\*?\./, '').replace(/\.$/, '');
  const hostname = target.hostname.replace(/\.$/, '');
  if (name === '' || (port !== undefined && Number(port) !== portOf(target))) return false;
  return hostname === name || hostname.endsWith(`.${name}`);
}

function portOf({ port, protocol }: URL): number {
  return port === '' ? ({ 'https:': 443 }[protocol] ?? 80) : Number(port);
}

/** No proxy reaches this machine's own loopback. */
function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
