// How the login and API hosts are reached: proxies, and authorities that only some networks have.
import { readProxy } from '../network/proxy.rules.js';
import { readAuthorities } from './authorities.js';
import type { FaultList } from './faults.js';
import type { MergedSettings } from './schema.js';
import { readSecret } from './secrets.js';
import type { Secret, Settings } from './types.js';

const ALLOWED =
  'http://host:port or https://host:port of a proxy that knows CONNECT; with user:password@ before the host if it ' +
  'wants them';

/** What is not sound is left out, and a fault tells of it. */
export function readOutbound({ outbound }: MergedSettings, faults: FaultList): Settings['outbound'] {
  const { httpsProxy, httpsProxyFile, httpProxy, httpProxyFile, noProxy, caFile } = outbound;
  const forHttps = readProxySetting('httpsProxy', httpsProxy, httpsProxyFile, faults);
  const forHttp = readProxySetting('httpProxy', httpProxy, httpProxyFile, faults);
  const ca = caFile === undefined ? undefined : readAuthorities('outbound.caFile', caFile, faults);
  return {
    ...(forHttps && { httpsProxy: forHttps }),
    ...(forHttp && { httpProxy: forHttp }),
    noProxy,
    ...(ca !== undefined && { ca }),
  };
}

function readProxySetting(
  name: string,
  text: string | undefined,
  file: string | undefined,
  faults: FaultList,
): Secret | undefined {
  const key = `outbound.${name}`;
  const proxy = readSecret({ text, file }, { key, problemOf: proxyProblem, allowed: ALLOWED }, faults);
  const problem = text === undefined ? undefined : proxyProblem(text);
  if (problem !== undefined) faults.add(key, problem, ALLOWED);
  return problem === undefined ? proxy : undefined;
}

/** What is wrong with an address, without quoting it: it may hold a password. */
function proxyProblem(text: string): string | undefined {
  const url = readProxy(text);
  if (!url) return 'is not the address of an HTTP proxy';
  try {
    decodeURIComponent(url.username + url.password);
    return undefined;
  } catch {
    return 'holds a user or password with a % that is not percent-encoded as %25';
  }
}
