// One request to our own public listener, as a platform would make it.
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { ServiceError } from '../../domain/errors.js';
import type { Clock } from '../../runtime/clock.js';
import type { WebhookRun } from './read-webhook-run.js';

/** What came back. */
interface OwnAnswer {
  readonly status: number;
  /** Milliseconds from the request to the last byte. */
  readonly durationMs: number;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: Buffer;
}

/** As long as the most patient platform that is known waits. */
const PATIENCE_MS = 10_000;
/** More than any answer that a webhook platform would read. */
const LONGEST_BODY = 4 * 1024 * 1024;

/**
 * Asks the listener at `origin`; redirects are not followed.
 * @throws ServiceError `webhook_run_failed`, which holds nothing of what was sent
 */
export function callOwnListener(
  origin: string,
  { method, path, headers }: Omit<WebhookRun, 'accept'>,
  clock: Clock,
): Promise<OwnAnswer> {
  const startedAt = clock.now();
  return new Promise((resolve, reject) => {
    let given: string | undefined;
    const giveUp = (detail: string) => {
      given = detail;
      sent.destroy();
    };
    const fail = (what: string, fault: Error) => {
      cancel();
      const detail = given ?? `${what} (${codeOf(fault)}).`;
      reject(new ServiceError('webhook_run_failed', { detail }));
    };
    const sent = send(origin, path, { method, headers }, (response) => {
      const chunks: Buffer[] = [];
      let length = 0;
      response.on('data', (chunk: Buffer) => {
        length += chunk.length;
        chunks.push(chunk);
        if (length > LONGEST_BODY) giveUp(`The answer is longer than ${LONGEST_BODY} bytes.`);
      });
      response.once('error', (fault) => fail('The answer broke off', fault));
      response.once('end', () => {
        cancel();
        const durationMs = clock.now() - startedAt;
        const status = response.statusCode ?? 0;
        resolve({ status, durationMs, headers: headerPairs(response), body: Buffer.concat(chunks) });
      });
    });
    const cancel = clock.after(PATIENCE_MS, () => giveUp(`No whole answer within ${PATIENCE_MS} ms.`));
    sent.once('error', (fault) => fail('There was no answer', fault));
    sent.end();
  });
}

function send(
  origin: string,
  path: string,
  options: { readonly method: string; readonly headers: Readonly<Record<string, string>> },
  onResponse: (response: IncomingMessage) => void,
) {
  const url = new URL(origin);
  const target = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path,
    method: options.method,
    headers: options.method === 'POST' ? { ...options.headers, 'content-length': '0' } : options.headers,
    // A connection of its own: the platform has no warm one either.
    agent: false as const,
  };
  if (url.protocol === 'http:') return httpRequest(target, onResponse);
  // The certificate is our own and names the host that platforms use, not the address that we listen on.
  return httpsRequest({ ...target, rejectUnauthorized: false }, onResponse);
}

function headerPairs({ rawHeaders }: IncomingMessage): Array<[string, string]> {
  return rawHeaders.flatMap((name, index): Array<[string, string]> =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
}

/** Node's name for a fault; messages may hold more than that. */
function codeOf(fault: Error): string {
  const code = (fault as NodeJS.ErrnoException).code ?? fault.message;
  return /^[A-Z_]{1,40}$/.test(code) ? code : 'fault';
}
