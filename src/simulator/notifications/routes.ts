// The notification service's REST routes: channels, and what each has subscribed to.
import { json, type Answer } from '../answer.js';
import type { Asked } from '../asked.js';
import { Refusal } from '../errors.js';
import type { IssuedToken } from '../tokens.js';
import type { Channel } from './channels.js';
import type { Notifications } from './service.js';
import { judge, type Verdict } from './topics.js';

/** The longest body of a subscription: a thousand topics take about a tenth of it. */
export const LONGEST_SUBSCRIPTION_BYTES = 1_048_576;

/** A request of somebody who may ask, with its body as text. */
interface ChannelRequest {
  readonly asked: Asked;
  readonly token: IssuedToken;
  readonly body: string;
}

function shown(service: Notifications, channel: Channel, asked: Asked) {
  const { id, expires } = channel;
  return { id, connectUri: service.connectUri(channel, asked.host), expires };
}

/** Channels of other tokens are there to be counted, not to be used. */
function listed(service: Notifications, { asked, token }: ChannelRequest): Answer {
  const which = asked.params.get('includechannels') ?? 'token';
  if (which !== 'token' && which !== 'oauthclient') {
    const params = { value: which, field: 'includechannels' };
    throw new Refusal(400, { code: 'invalid.query.param.value', params });
  }
  const own = (channel: Channel) => channel.token === token.index;
  const channels = service.book.of(token.client).filter((channel) => which === 'oauthclient' || own(channel));
  return json({
    entities: channels.map((channel) =>
      own(channel) ? shown(service, channel, asked) : { expires: channel.expires },
    ),
  });
}

function channelOf(service: Notifications, { asked, token }: ChannelRequest): Channel {
  const channel = service.book.find(asked.channelId ?? '');
  if (channel?.client !== token.client) throw new Refusal(404);
  service.book.use(channel);
  return channel;
}

function topicsIn(body: string): string[] {
  try {
    const list = JSON.parse(body) as Array<{ id?: unknown } | null>;
    const ids = list.map((topic) => topic?.id);
    if (ids.every((id) => typeof id === 'string')) return [...new Set(ids)];
  } catch {
    // No JSON, or no list: refused like any other body that isn't one of topics.
  }
  throw new Refusal(400);
}

function refuseWhole(rejected: readonly Verdict[]): void {
  const [first] = rejected;
  if (!first) return;
  const { missingPermissions, rejectionReason } = first;
  if (!missingPermissions) throw new Refusal(400, { message: rejectionReason ?? 'The topic is not valid.' });
  const code = missingPermissions.length > 1 ? 'missing.any.permissions' : 'missing.permissions';
  throw new Refusal(403, { code, params: { permissions: `[${missingPermissions.join(', ')}]` } });
}

function permitted(topics: Iterable<string>): Verdict[] {
  return Array.from(topics, (id) => ({ id, state: 'Permitted' as const }));
}

/** Subscribes; `kept` are the topics that stay, whatever comes of the new ones. */
function subscribe(service: Notifications, request: ChannelRequest, replace: boolean): Answer {
  const channel = channelOf(service, request);
  const kept = replace ? new Set<string>() : channel.topics;
  const wanted = topicsIn(request.body).filter((topic) => !kept.has(topic));
  if (kept.size + wanted.length > service.maxTopics) {
    const message = `A channel can have no more than ${service.maxTopics} topics.`;
    throw new Refusal(400, { message });
  }
  const verdicts = wanted.flatMap(
    (topic) => judge(topic, request.token.client.permissions, service.delivery.faults) ?? [],
  );
  const rejected = verdicts.filter(({ state }) => state === 'Rejected');
  if (request.asked.params.get('ignoreErrors')?.toLowerCase() !== 'true') refuseWhole(rejected);
  const granted = verdicts.filter(({ state }) => state === 'Permitted').map(({ id }) => id);
  channel.topics = new Set([...kept, ...granted]);
  service.book.extend(channel);
  return json({ entities: [...permitted(kept), ...verdicts] });
}

type Route = (service: Notifications, request: ChannelRequest) => Answer;

const NOTHING: Answer = { status: 204, headers: {}, body: '' };

const ROUTES: Readonly<Record<string, Route>> = {
  'GET channels': listed,
  'POST channels': (service, { asked, token }) => json(shown(service, service.create(token), asked)),
  'HEAD channel': (service, request) => {
    channelOf(service, request);
    return json({});
  },
  'GET subscriptions': (service, request) =>
    json({ entities: permitted(channelOf(service, request).topics) }),
  'PUT subscriptions': (service, request) => subscribe(service, request, true),
  'POST subscriptions': (service, request) => subscribe(service, request, false),
  'DELETE subscriptions': (service, request) => {
    channelOf(service, request).topics = new Set();
    return NOTHING;
  },
};

/** Answers a request to the notification service. @throws Refusal where Genesys answers with an error. */
export function notificationsAnswer(service: Notifications, request: ChannelRequest): Answer {
  const { method, route, channelId } = request.asked;
  const place = route === 'channels' && channelId !== null ? 'channel' : route;
  const answer = ROUTES[`${method} ${place}`];
  if (!answer) throw new Refusal(404);
  return answer(service, request);
}
