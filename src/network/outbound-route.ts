// The way out to a host: directly or through a proxy, and whom to trust there. The login and the API requests
// take the same.
import type { Socket } from 'node:net';
import tls, { type SecureContext } from 'node:tls';
import { proxyFor } from './proxy.rules.js';
import { openTunnel } from './tunnel.js';

/** How a host is reached; empty means as Node does by itself. */
export interface OutboundRoute {
  /** Opens a connection through the proxy. @throws {ProxyFault} */
  readonly tunnel?: () => Promise<Socket>;
  /** Host and port of that proxy, for people. */
  readonly proxy?: string;
  /** Whom to trust beyond those whom Node trusts. */
  readonly secureContext?: SecureContext;
}

/** The outbound settings, as far as ways depend on them. */
interface OutboundRouteSettings {
  readonly httpsProxy?: { readonly value: string };
  readonly httpProxy?: { readonly value: string };
  readonly noProxy: readonly string[];
  /** PEM text of authorities that are trusted beside the usual ones. */
  readonly ca?: string;
}

/**
 * The way to any host by its address.
 * @param timeout milliseconds that a proxy has to answer; shorter than a request's, so that it is told by name
 */
export function outboundRoutes(
  settings: OutboundRouteSettings,
  timeout: number,
): (url: string) => OutboundRoute {
  const { httpsProxy, httpProxy, noProxy, ca } = settings;
  const rules = {
    ...(httpsProxy && { httpsProxy: httpsProxy.value }),
    ...(httpProxy && { httpProxy: httpProxy.value }),
    noProxy,
  };
  const trust = ca === undefined ? {} : { secureContext: trusting(ca) };
  return (url) => {
    const proxy = proxyFor(url, rules);
    if (!proxy) return trust;
    const { hostname, port, protocol } = new URL(url);
    const authority = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
    return { ...trust, proxy: proxy.host, tunnel: () => openTunnel({ proxy, authority, timeout, ...trust }) };
  };
}

/** Those whom Node trusts, and `ca`. Made once: it holds about 150 certificates. */
function trusting(ca: string): SecureContext {
  // Node 22.15 and later can say whom it trusts with NODE_EXTRA_CA_CERTS and --use-system-ca; earlier ones can't.
  const { getCACertificates } = tls as { getCACertificates?: (type: 'default') => string[] };
  return tls.createSecureContext({ ca: [...(getCACertificates?.('default') ?? tls.rootCertificates), ca] });
}
