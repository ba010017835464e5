// Genesys's notification channels over REST: made, looked for, subscribed (SDK 262, NotificationsApi).
import { z } from 'zod';
import { ServiceError } from '../domain/errors.js';
import type { TopicAnswer } from './topics.rules.js';
import { pause } from '../runtime/clock.js';
import { correlationId } from '../genesys/answers.js';
import { loadLimit, type GenesysRequest } from '../genesys/client.js';
import type { UpstreamAnswer } from '../genesys/transport.js';
import type { NotificationsDependencies } from './dependencies.js';

/** A channel that can be listened to. Its id and address are secrets: who has them can listen too. */
export interface Channel {
  readonly id: string;
  readonly connectUri: string;
  /** ISO 8601; absent where Genesys doesn't say. */
  readonly expires?: string | undefined;
}

/** The channels of the OAuth client, ours and those of other programs. */
interface ChannelList {
  readonly count: number;
  /** Those whose ids we may know. */
  readonly expires: ReadonlyMap<string, string | undefined>;
}

/** Each method is one request, and throws ServiceError `genesys_…` or `login_…`. */
export interface Channels {
  exists(id: string): Promise<boolean>;
  list(): Promise<ChannelList>;
  /** Those that this process's token made, as far as they can be used. */
  own(): Promise<readonly Channel[]>;
  create(): Promise<Channel>;
  /** Listens to these topics and no others; undefined if the channel is gone. */
  subscribe(id: string, topics: readonly string[]): Promise<readonly TopicAnswer[] | undefined>;
  /** The last call: it asks nobody for leave. */
  unsubscribe(id: string): Promise<void>;
}

const optionalText = z.string().optional().catch(undefined);
const id = z.string().min(1).max(200);
const isSocketUrl = (text: string) =>
  URL.canParse(text) && ['ws:', 'wss:'].includes(new URL(text).protocol) && text.length <= 2_000;

/** Also for what is remembered of a channel. */
export const channelSchema = z.object({
  id,
  connectUri: z.string().refine(isSocketUrl),
  expires: optionalText,
});
const listSchema = z.object({
  entities: z.array(z.object({ id: id.optional().catch(undefined), expires: optionalText }).catch({})),
});
const ownSchema = z.object({ entities: z.array(channelSchema.nullable().catch(null)) });
const topicSchema = z.object({
  id,
  state: optionalText,
  rejectionReason: optionalText,
  missingPermissions: z.array(z.string()).optional().catch(undefined),
});
const subscriptionsSchema = z.object({ entities: z.array(topicSchema.nullable().catch(null)) });

const PATH = '/api/v2/notifications/channels';
/** The gate is asked again after this long at the latest: what it knows of the limit may change meanwhile. */
const GATE_PAUSE_MS = 5_000;
/** A window is over when it is over, and not a moment before. */
const GATE_SLACK_MS = 5;

/** @param signal gives calls up, apart from those that must not be left half done */
export function genesysChannels(
  { client, gate, clock, timeout }: Pick<NotificationsDependencies, 'client' | 'gate' | 'clock' | 'timeout'>,
  signal: AbortSignal,
): Channels {
  const call = async (request: GenesysRequest, stop?: AbortSignal): Promise<UpstreamAnswer> => {
    const limit = loadLimit(timeout, clock);
    const either = stop ? AbortSignal.any([limit.signal, stop]) : limit.signal;
    try {
      return await client.request(request, { ...limit, signal: either });
    } catch (fault) {
      throw withoutWords(fault);
    } finally {
      limit.done();
    }
  };
  // While more is asked for than the limit allows, what is left at the beginning of a window is soon spent: whoever
  // asks again at any other moment would wait for ever.
  const admitted = async (request: GenesysRequest, stop?: AbortSignal) => {
    while (!gate.admit('metadata', 1))
      await pause(clock, Math.min(gate.metadataIn() + GATE_SLACK_MS, GATE_PAUSE_MS), signal);
    return call(request, stop);
  };
  const topicsOf = (channelId: string) => `${PATH}/${encodeURIComponent(channelId)}/subscriptions`;
  return {
    async exists(channelId) {
      const path = `${PATH}/${encodeURIComponent(channelId)}`;
      return (await admitted({ method: 'HEAD', path }, signal)).status !== 404;
    },
    async list() {
      const path = `${PATH}?includechannels=oauthclient`;
      const { entities } = read(await admitted({ method: 'GET', path }, signal), listSchema);
      const known = entities.flatMap((one): Array<[string, string | undefined]> =>
        one.id === undefined ? [] : [[one.id, one.expires]],
      );
      return { count: entities.length, expires: new Map(known) };
    },
    async own() {
      const path = `${PATH}?includechannels=token`;
      const { entities } = read(await admitted({ method: 'GET', path }, signal), ownSchema);
      return entities.filter((one) => one !== null);
    },
    // Given up half-way, it would leave a channel that nobody knows.
    create: async () => read(await admitted({ method: 'POST', path: PATH }), channelSchema),
    async subscribe(channelId, topics) {
      const path = topicsOf(channelId);
      const body = topics.map((topic) => ({ id: topic }));
      const request: GenesysRequest =
        body.length === 0
          ? { method: 'DELETE', path }
          : { method: 'PUT', path: `${path}?ignoreErrors=true`, body };
      const answer = await admitted(request, signal);
      if (answer.status === 404) return undefined;
      if (body.length === 0) return [];
      return read(answer, subscriptionsSchema).entities.filter((topic) => topic !== null);
    },
    async unsubscribe(channelId) {
      await call({ method: 'DELETE', path: topicsOf(channelId) });
    },
  };
}

/** What Genesys says of a refused request may name the channel, which is a secret: only code and numbers go on. */
function withoutWords(fault: unknown): unknown {
  if (!(fault instanceof ServiceError) || fault.code !== 'genesys_request_refused') return fault;
  const { upstreamStatus, correlationId: id } = fault.facts;
  return new ServiceError(fault.code, {
    ...(upstreamStatus !== undefined && { upstreamStatus }),
    ...(id !== undefined && { correlationId: id }),
  });
}

function read<T>(answer: UpstreamAnswer, schema: z.ZodType<T>): T {
  let result: z.ZodSafeParseResult<T> | undefined;
  try {
    result = schema.safeParse(JSON.parse(answer.body));
  } catch {
    // Told below.
  }
  if (result?.success) return result.data;
  // What was refused is not kept as a cause: it may hold the address of a channel.
  const correlation = correlationId(answer);
  throw new ServiceError('genesys_answer_invalid', {
    detail: `Genesys Cloud answered ${answer.status} with something that describes no notification channel.`,
    upstreamStatus: answer.status,
    ...(correlation !== undefined && { correlationId: correlation }),
  });
}
