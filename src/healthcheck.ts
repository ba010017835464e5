// Asks the service beside it whether it lives, and exits with 0 if so: for container engines, as the image has
// neither shell nor curl.
import { get } from 'node:http';
import { get as getEncrypted } from 'node:https';
import { loadAdminListener } from './settings/load.js';
import { processEnvironment } from './settings/process-environment.js';

const PATIENCE_MS = 2_000;
/** How a listener on every address is reached from beside it. */
const NEAR: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

const { host, port, encrypted } = loadAdminListener(processEnvironment());
const signal = AbortSignal.timeout(PATIENCE_MS);
// The certificate names the host that others use; what is asked here and answered is no secret.
const options = {
  host: NEAR[host] ?? host,
  port,
  path: '/livez',
  agent: false,
  signal,
  rejectUnauthorized: false,
};
const request = (encrypted ? getEncrypted : get)(options, (response) => {
  response.resume();
  end(response.statusCode === 200 ? 0 : 1, `/livez says ${response.statusCode}`);
});
request.once('error', (fault) => end(1, fault.message));

/** @param text what container engines show as the check's output */
function end(code: number, text: string): void {
  process.stdout.write(`${text}\n`);
  process.exitCode = code;
}
