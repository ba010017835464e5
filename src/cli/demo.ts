// The service in front of the simulator: everything real but Genesys Cloud.
import { randomBytes } from 'node:crypto';
import { createLogger } from '../telemetry/logger.js';
import { serve } from '../service/serve.js';
import { openSettings } from '../settings/load.js';
import { processEnvironment } from '../settings/process-environment.js';
import { systemClock } from '../runtime/clock.js';
import { askNowAndThen } from './demo-calls.js';
import { PRACTICE_QUEUES, startSimulator } from '../simulator/index.js';
import { endOnSignal } from '../service/signals.js';
import { startFault } from '../service/start-fault.js';

/** How often some of the simulated agents change state. */
const CHANGE_EVERY_MS = 2_000;
/** Short enough that a renewal can be watched within minutes. */
const TOKEN_LIFETIME_SECONDS = 300;

/** @param quiet whether it leaves asking to the user. Runs until a signal. Honours HOST, PORT, ADMIN_HOST, ADMIN_PORT, LOG_LEVEL and AVAILABILITY_… */
export async function demo({ quiet = false }: { readonly quiet?: boolean } = {}): Promise<void> {
  const simulator = await startSimulator({
    tokenLifetimeSeconds: TOKEN_LIFETIME_SECONDS,
    queues: PRACTICE_QUEUES,
  });
  const callerKey = `demo-${randomBytes(18).toString('base64url')}`;
  try {
    const opened = await openSettings(demoEnvironment(simulator, callerKey));
    const running = await serve(opened, createLogger(opened.settings.logLevel));
    const stopChanges = simulator.live(CHANGE_EVERY_MS);
    const { publicUrl } = running;
    const queueIds = simulator.queues.map(({ id }) => id);
    const stopCalls = quiet
      ? () => undefined
      : askNowAndThen({ publicUrl, callerKey, queueIds }, systemClock);
    process.stdout.write(welcome(running, simulator, callerKey));
    endOnSignal(async () => {
      stopChanges();
      stopCalls();
      await running.drain();
      await simulator.close();
    });
  } catch (fault) {
    await simulator.close();
    process.stderr.write(`${startFault(fault)}\n`);
    process.exitCode = 1;
  }
}

type Simulator = Awaited<ReturnType<typeof startSimulator>>;

/** The user's own listeners and timings, the demo's organization and caller. */
function demoEnvironment(simulator: Simulator, callerKey: string): Record<string, string | undefined> {
  const own = Object.entries(processEnvironment()).filter(
    ([name]) => !/^(GENESYSCLOUD_|CALLER_KEYS|CONFIG_FILE)/.test(name),
  );
  return {
    HOST: '127.0.0.1',
    LOG_LEVEL: 'warn',
    SHUTDOWN_DELAY_MS: '0',
    ...Object.fromEntries(own),
    GENESYSCLOUD_OAUTHCLIENT_ID: simulator.client.id,
    GENESYSCLOUD_OAUTHCLIENT_SECRET: simulator.client.secret,
    GENESYSCLOUD_LOGIN_URL: simulator.loginUrl,
    GENESYSCLOUD_API_URL: simulator.apiUrl,
    CALLER_KEYS: `demo:${callerKey}`,
  };
}

function welcome(
  { publicUrl, adminUrl }: { publicUrl: string; adminUrl: string },
  simulator: Simulator,
  callerKey: string,
): string {
  const queues = simulator.queues.map(({ id, name }) => `  ${id}  ${name}`).join('\n');
  const queue = simulator.queues.toSorted((a, b) => b.members.length - a.members.length)[0]?.id ?? '';
  const filters = 'expand=presence&presence=Available&joined=true';
  return `
Genesys availability proxy, in front of a simulated Genesys Cloud (${simulator.url})

Webhooks:  ${publicUrl}
Admin:     ${adminUrl}   (status page; /metrics, /health/token, /openapi.json)
Caller key: ${callerKey}

Queues, whose agents change state every ${CHANGE_EVERY_MS / 1000} s:
${queues}

The members of a queue, counted:
  curl -s -H 'Authorization: Bearer ${callerKey}' '${publicUrl}/api/v2/routing/queues/${queue}/members?${filters}'

Yes or no:
  curl -s -H 'Authorization: Bearer ${callerKey}' '${publicUrl}/v1/queues/${queue}/availability?routingStatus=IDLE'

The demo asks by itself now and then, so that the status page has something to show; --quiet turns that off.

Ctrl-C ends it.

`;
}
