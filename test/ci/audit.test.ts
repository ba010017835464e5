// npm itself asks a registry that runs here.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A registry that knows advisories for every version of these packages, or refuses to tell any. */
async function registry(vulnerable: readonly string[] | undefined): Promise<Server> {
  const advisory = { id: 1, severity: 'high', vulnerable_versions: '*', cwe: [], cvss: { score: 8 } };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const isBulk = request.url?.endsWith('/advisories/bulk');
      if (!isBulk || vulnerable === undefined) return response.writeHead(405).end('{}');
      const known = vulnerable.map((name) => [
        name,
        [{ ...advisory, title: `${name} can be upset`, url: `https://example.com/${name}` }],
      ]);
      response.setHeader('content-type', 'application/json');
      return response.end(JSON.stringify(Object.fromEntries(known)));
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

async function audit(vulnerable: readonly string[] | undefined): Promise<{ code: number; told: string }> {
  const server = await registry(vulnerable);
  const { port } = server.address() as AddressInfo;
  try {
    const where = [`--registry=http://127.0.0.1:${port}/`, '--fetch-retries=0'];
    const child = spawn(process.execPath, ['--import=tsx', '.ci/audit/run.ts', ...where], { cwd: ROOT });
    let told = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
    const [code] = (await once(child, 'close')) as [number];
    return { code, told };
  } finally {
    server.close();
  }
}

describe('the audit', function () {
  this.timeout(60_000);

  it('fails for a vulnerable package in a bundle, with what is wrong and where to read on', async () => {
    const { code, told } = await audit(['helmet', 'mocha']);
    expect(code, told).to.equal(1);
    expect(told).to.match(
      /in the bundles: 1 vulnerable\n +high: helmet \(node_modules\/helmet\): helmet can be/,
    );
    expect(told).to.include('https://example.com/helmet');
    expect(told).to.match(/tools of development: 1 vulnerable\n +high: mocha/);
  });

  it('passes with one in a tool, and says so', async () => {
    const { code, told } = await audit(['mocha']);
    expect(code, told).to.equal(0);
    expect(told).to.match(/in the bundles: 0 vulnerable\ntools of development: 1 vulnerable/);
  });

  it('does not pass when the registry tells nothing', async () => {
    const { code, told } = await audit(undefined);
    expect(code, told).to.equal(2);
    expect(told).to.match(/could not be asked: .*405/);
  });
});
