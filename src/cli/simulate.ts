// The simulator as a process of its own, for trying the service or another client against it.
import { PRACTICE_QUEUES, startSimulator } from '../simulator/index.js';
import { endOnSignal } from '../service/signals.js';
import { startFault } from '../service/start-fault.js';

/** As the command line gives them: texts. */
export interface SimulateOptions {
  readonly port: string;
  readonly seed: string;
  readonly tokenLifetime: string;
  readonly rateLimit: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

const CHANGE_EVERY_MS = 2_000;

/** Runs until a signal. */
export async function simulate(options: SimulateOptions): Promise<void> {
  const perMinute = wholeNumber('--rate-limit', options.rateLimit);
  const simulator = await startSimulator({
    port: wholeNumber('--port', options.port),
    seed: wholeNumber('--seed', options.seed),
    tokenLifetimeSeconds: wholeNumber('--token-lifetime', options.tokenLifetime),
    clients: [{ id: options.clientId, secret: options.clientSecret }],
    rateLimit: perMinute === 0 ? false : { perMinute },
    control: true,
    queues: PRACTICE_QUEUES,
  }).catch((fault: unknown) => {
    process.stderr.write(`${startFault(fault, '--port')}\n`);
    return process.exit(1);
  });
  const stopChanges = simulator.live(CHANGE_EVERY_MS);
  process.stdout.write(`
Simulated Genesys Cloud: ${simulator.url}

Settings for the service:
  GENESYSCLOUD_LOGIN_URL=${simulator.loginUrl}
  GENESYSCLOUD_API_URL=${simulator.apiUrl}
  GENESYSCLOUD_OAUTHCLIENT_ID=${simulator.client.id}
  GENESYSCLOUD_OAUTHCLIENT_SECRET=${simulator.client.secret}

Queues:
${simulator.queues.map(({ id, name }) => `  ${id}  ${name}`).join('\n')}

Faults:
  curl -X POST ${simulator.url}/simulator/faults -H 'content-type: application/json' -d '{"on":"members","do":"hang","times":1}'
  curl -X POST ${simulator.url}/simulator/faults -H 'content-type: application/json' -d '{"on":"login","do":{"kind":"status","status":503}}'
  curl -X DELETE ${simulator.url}/simulator/faults
  curl -X POST ${simulator.url}/simulator/revoke
  curl ${simulator.url}/simulator/state

Agents, their skills, and the OAuth client:
  curl ${simulator.url}/simulator/agents
  curl -X POST ${simulator.url}/simulator/agents -d '{"queueId":"${simulator.queues[0]?.id ?? ''}","presence":"On Queue","skills":["billing"]}'
  curl -X POST ${simulator.url}/simulator/clients -d '{"secret":"another-secret"}'

Notifications (channels, subscriptions, WebSockets) are there too, and go wrong on demand:
  curl -X POST ${simulator.url}/simulator/notifications/faults -d '{"lose":0.2,"duplicate":0.1,"reorder":0.1,"delayMs":500}'
  curl -X POST ${simulator.url}/simulator/notifications/faults -d '{"silent":true}'
  curl -X POST ${simulator.url}/simulator/notifications/faults -d '{"refuse":[{"topic":"observations","missingPermissions":["analytics:queueObservation:view"]}]}'
  curl -X DELETE ${simulator.url}/simulator/notifications/faults
  curl -X POST ${simulator.url}/simulator/notifications/silence -d '{"on":true}'
  curl -X POST ${simulator.url}/simulator/notifications/closing -d '{"ms":60000}'
  curl -X POST ${simulator.url}/simulator/notifications/drop
  curl -X POST ${simulator.url}/simulator/notifications/occupy -d '{"count":20}'
  curl -X POST ${simulator.url}/simulator/notifications/remove
  curl -X POST ${simulator.url}/simulator/faults -d '{"on":"socket","times":3,"do":{"kind":"status","status":503}}'
  curl ${simulator.url}/simulator/notifications

Analytics (many queues in one request, waiting calls) behaves as you say:
  curl -X POST ${simulator.url}/simulator/activity -d '{"lagMs":1500,"leaveOut":["offline"]}'
  curl -X POST ${simulator.url}/simulator/activity/waiting -d '{"queueId":"${simulator.queues[0]?.id ?? ''}","calls":3}'
  curl -X DELETE ${simulator.url}/simulator/activity

`);
  endOnSignal(async () => {
    stopChanges();
    await simulator.close();
  });
}

function wholeNumber(option: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  process.stderr.write(`${option} takes a whole number.\n`);
  process.exit(1);
}
