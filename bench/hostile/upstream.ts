// A Genesys Cloud for those who mean harm: any queue, members of any size, answers of any shape, no limit of the rate.
import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

export interface Upstream {
  readonly url: string;
  /** What the members of each queue are answered with from now on. */
  answer(body: string | ((url: URL) => string)): void;
  close(): Promise<void>;
}

/** A page of `count` members of about `bytes` each. */
export function page(count: number, bytes: number): string {
  const entities = Array.from({ length: count }, (_, index) => {
    const head = `{"id":"m${index}","name":"Agent ${index}","user":{"id":"u${index}"},"joined":true,"routingStatus":{"status":"IDLE"}`;
    return `${head},"biography":"${'x'.repeat(Math.max(0, bytes - head.length - 16))}"}`;
  });
  return `{"entities":[${entities.join(',')}],"pageSize":100,"pageNumber":1}`;
}

export const NOBODY = page(0, 0);

export async function startUpstream(): Promise<Upstream> {
  let answer: (url: URL) => string = () => NOBODY;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://upstream');
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      if (url.pathname === '/oauth/token')
        return void response.end('{"access_token":"t","token_type":"bearer","expires_in":86400}');
      response.setHeader('inin-ratelimit-allowed', '10000000');
      response.setHeader('inin-ratelimit-count', '1');
      response.setHeader('inin-ratelimit-reset', '60');
      if (url.pathname.endsWith('/members')) return void response.end(answer(url));
      response.statusCode = 404;
      response.end('{"code":"not.found","message":"","status":404}');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer: (body) => (answer = typeof body === 'string' ? () => body : body),
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
