// The doctor's look at push: whether a channel can be had, its topics are accepted, and the WebSocket answers.
import { asServiceError, type ServiceError } from '../../domain/errors.js';
import { genesysChannels, type Channels } from '../../notifications/channels.js';
import { detailOf } from '../../notifications/status.js';
import type { OutboundRoute } from '../../network/outbound-route.js';
import type { Finding } from '../../domain/finding.js';
import { diagnoseSocket, diagnoseTopics, PUSH_OFF } from './push-diagnosis.rules.js';
import { refusedTopics, TOPIC_KINDS, topicName } from '../../notifications/topics.rules.js';
import type { Clock } from '../../runtime/clock.js';
import type { OrganizationSettings, Settings } from '../../settings/types.js';
import { privateFile } from '../../notifications/private-file.js';
import type { OAuthClient } from '../upstream.js';
import { failureLine } from '../ask.js';
import { skipped, withoutAnswer, type Notes } from './notes.js';
import { answerTo } from './push-socket.js';
import { trialChannel, type Trial, type TrialMemory } from './push-trial.js';

const PUSH = ['push', 'Push'] as const;
const TOPICS = ['push-topics', 'Announcements of queues'] as const;
const SOCKET = ['push-socket', 'WebSocket'] as const;

/** What a look at push needs. */
interface PushDependencies {
  readonly organization: OrganizationSettings;
  readonly settings: Pick<Settings, 'genesys' | 'push'>;
  /** The client whose channel the service's is; undefined if it has no token. */
  readonly client: OAuthClient | undefined;
  /** Ids of the queues that could be read. */
  readonly queueIds: readonly string[];
  /** Whether the running service has a channel already. */
  readonly serviceListens: boolean;
  readonly wayTo: (url: string) => OutboundRoute;
  readonly clock: Clock;
  readonly progress: (step: string) => void;
  readonly notes: Notes;
}

/** Notes what push would meet. */
export async function checkPush(dependencies: PushDependencies): Promise<void> {
  const { client, settings, clock, queueIds, notes, serviceListens } = dependencies;
  if (!settings.push.enabled) return void notes.add(...PUSH, PUSH_OFF);
  if (!client)
    return nothingTried(dependencies, skipped('The first OAuth client, which would listen, has no token.'));
  dependencies.progress('trying push');
  const { upstreamTimeout: timeout } = settings.genesys;
  // Whoever runs the doctor wants to know now: what the limit says to it is told at once.
  const gate = { admit: () => true, metadataIn: () => 0 };
  const channels = genesysChannels(
    { client: client.client, gate, clock, timeout },
    new AbortController().signal,
  );
  let trial: Trial;
  try {
    trial = await trialChannel(channels, memoryOf(dependencies), {
      tries: queueIds.length > 0,
      serviceListens,
    });
  } catch (fault) {
    return nothingTried(dependencies, refusal(fault));
  }
  if (!trial.channel) return nothingTried(dependencies, trial.finding);
  notes.add(...PUSH, trial.finding);
  const { id, connectUri } = trial.channel;
  try {
    notes.add(...TOPICS, await subscribed(channels, id, queueIds));
    const outcome = await answerTo(connectUri, dependencies.wayTo, clock, timeout);
    const { hostname } = new URL(connectUri);
    const { proxy } = dependencies.wayTo(connectUri.replace(/^ws/i, 'http'));
    notes.add(...SOCKET, diagnoseSocket(outcome, hostname, proxy));
  } finally {
    // Genesys would go on collecting for nobody.
    await channels.unsubscribe(id).catch(() => undefined);
  }
}

/** Whether the topics of `queueIds` are accepted. Never rejects. */
async function subscribed(channels: Channels, id: string, queueIds: readonly string[]): Promise<Finding> {
  const topics = queueIds.flatMap((queueId) => TOPIC_KINDS.map((kind) => topicName({ kind, queueId })));
  try {
    const answers = await channels.subscribe(id, topics);
    if (!answers) return skipped('The channel was gone by then.', 'Run the doctor again.');
    return diagnoseTopics(queueIds, refusedTopics(queueIds, answers));
  } catch (fault) {
    return refusal(fault);
  }
}

/** Genesys's own sentences stay outside: they may name the channel. */
function refusal(fault: unknown): Finding {
  const error = asServiceError(fault);
  const finding = withoutAnswer(error);
  return finding.status === 'failed' ? { ...finding, detail: wordsOf(error) } : finding;
}

const wordsOf = (error: ServiceError) =>
  detailOf(error) === error.message ? failureLine(error) : detailOf(error);

function nothingTried({ notes }: PushDependencies, finding: Finding): void {
  notes.add(...PUSH, finding);
  for (const [id, title] of [TOPICS, SOCKET])
    notes.add(id, title, skipped('There is no channel to try it with.'));
}

/** Of the doctor alone: the service's lies beside it. */
function memoryOf({ organization, settings }: PushDependencies): TrialMemory {
  const { apiUrl, name, clients } = organization;
  let trouble: string | undefined;
  const file = privateFile({
    stateDir: settings.push.stateDir,
    key: [apiUrl, name, clients[0]?.clientId.value ?? '', 'doctor'],
    onTrouble: (code) => (trouble = code),
  });
  return { ...file, trouble: () => trouble };
}
