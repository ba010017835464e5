// nginx with proxy_cache and a configuration of its own, in front of an origin.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, program, start, type Started } from '../tools/processes.js';

/** nginx on a free port; undefined where there is none. */
export async function startNginx(
  origin: string,
  core: number,
): Promise<(Started & { readonly url: string }) | undefined> {
  const nginx = program('nginx') ?? program('/usr/sbin/nginx');
  if (nginx === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), 'bench-nginx-'));
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(file, configuration(folder, port, origin));
  const started = start([nginx, '-p', folder, '-e', 'error.log', '-c', file], { core });
  const stop = async () => {
    await started.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...started, stop, url: `http://127.0.0.1:${port}` };
}

const configuration = (folder: string, port: number, origin: string) => `
${process.getuid?.() === 0 ? 'user root;' : ''}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log ${folder}/error.log crit;
events { worker_connections 1024; }
http {
  access_log ${folder}/access.log combined;
  keepalive_requests 100000000;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/temp;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  proxy_cache_path ${folder}/cache keys_zone=bench:10m inactive=1h;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass ${origin};
      proxy_cache bench;
      proxy_cache_valid 200 1h;
      proxy_cache_lock on;
    }
  }
}
`;
