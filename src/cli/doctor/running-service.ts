// What the service beside the doctor says of itself on /status, if one runs here.
import { get } from 'node:http';
import { get as getEncrypted } from 'node:https';
import { z } from 'zod';
import type { ServiceSeen } from './limit-diagnosis.rules.js';
import { within, type Clock } from '../../runtime/clock.js';
import { isLoopback } from '../../settings/hosts.js';
import type { AdminDoor } from '../../settings/types.js';

/** The running service, by the name and API host of an organization. */
export interface RunningService {
  readonly budget: (organization: string, apiHost: string) => ServiceSeen;
  /** Whether it has a notification channel of its own, or listens through another replica's. */
  readonly listens: (organization: string, apiHost: string) => boolean;
}

const PATIENCE_MS = 2_000;
/** A status with thousands of queries has some megabytes. */
const MOST_BYTES = 33_554_432;
/** How a listener on every address is reached from beside it. */
const NEAR: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

const reportSchema = z.object({
  organizations: z.array(
    z.object({
      organization: z.string(),
      apiHost: z.string(),
      budget: z.object({
        requestsWantedPerMinute: z.number(),
        requestsSpendablePerMinute: z.number(),
        promiseKept: z.boolean(),
        advice: z.string().nullable(),
      }),
      push: z.object({ status: z.string() }),
    }),
  ),
});
type Report = z.infer<typeof reportSchema>;

/** Asks on loopback only: elsewhere the key would go over a network in plain HTTP. Never rejects. */
export async function askService(door: AdminDoor | undefined, clock: Clock): Promise<RunningService> {
  const seen = await statusOf(door, clock);
  const find = (name: string, apiHost: string) =>
    typeof seen === 'string'
      ? undefined
      : seen.organizations.find((one) => one.organization === name && one.apiHost === apiHost);
  return {
    budget(name, apiHost) {
      if (seen === 'locked') return { kind: 'locked' };
      const found = find(name, apiHost);
      return found ? { kind: 'budget', ...found.budget } : { kind: 'silent' };
    },
    listens: (name, apiHost) => ['live', 'following'].includes(find(name, apiHost)?.push.status ?? ''),
  };
}

async function statusOf(door: AdminDoor | undefined, clock: Clock): Promise<Report | 'locked' | 'silent'> {
  const host = door && (NEAR[door.host] ?? door.host);
  if (!door || !host || door.port === 0 || !isLoopback(host)) return 'silent';
  try {
    const { status, body } = await within(ask(host, door), PATIENCE_MS, clock, () => new Error('late'));
    if (status === 401 || status === 403) return 'locked';
    return status === 200 ? reportSchema.parse(JSON.parse(body)) : 'silent';
  } catch {
    // Nobody is there, or somebody else.
    return 'silent';
  }
}

function ask(
  host: string,
  { port, key, encrypted }: AdminDoor,
): Promise<{ readonly status: number; readonly body: string }> {
  const headers = key ? { authorization: `Bearer ${key.value}` } : {};
  return new Promise((resolve, reject) => {
    // On loopback only: the certificate names the host that others use.
    const options = { rejectUnauthorized: false, timeout: PATIENCE_MS };
    const request = (encrypted ? getEncrypted : get)(
      { host, port, path: '/status', agent: false, headers, ...options },
      (response) => {
        let body = '';
        response.setEncoding('utf8');
        response.on('data', (text: string) => {
          body += text;
          if (body.length > MOST_BYTES) request.destroy(new Error('too long'));
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
        response.on('error', reject);
      },
    );
    request.once('timeout', () => request.destroy(new Error('late')));
    request.on('error', reject);
  });
}
