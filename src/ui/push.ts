// The state of push in sentences: calm while it works, a warning with the reason while it does not.
import { ago, duration } from './format.js';
import type { PushLine, PushState } from './status.js';

/** A line of the card of an organization. */
interface PushWords {
  readonly tone: 'calm' | 'warn';
  readonly text: string;
}

/** No lines where push is off. @param now ISO text of the same clock */
export function pushInWords(push: PushLine, now: string): readonly PushWords[] {
  if (push.status === 'off') return [];
  const polling = push.status === 'polling' ? [`Push ${notWorking(push)}`, push.hint ?? ''] : [];
  const wrong = [...polling, ...refusals(push), distrusted(push)];
  return [
    { tone: 'calm' as const, text: calm(push, now) },
    ...wrong.map((text) => ({ tone: 'warn' as const, text })),
  ].filter(({ text }) => text !== '');
}

const notWorking = (push: PushState) =>
  `does not work (${reasonOf(push)}). Queues are polled: answers are right, only older.`;

/** In one line, for the banner; undefined unless queues are polled that should not be. */
export function pollingInWords(push: PushLine): string | undefined {
  if (push.status !== 'polling') return undefined;
  return `push ${notWorking(push)}`;
}

/** A replica that follows nobody yet is not itself at fault. */
function reasonOf({ role, reason }: PushState): string {
  return role === 'seeking' ? 'no replica is known to listen' : (reason ?? 'no reason is known');
}

const short = (ms: number) => (ms < 1_000 ? `${Math.round(ms)} ms` : duration(ms));

function calm(
  { status, queuesCovered, queuesWanted, lastHeardAt, caughtUp }: PushState,
  now: string,
): string {
  const { p50Ms, p95Ms } = caughtUp;
  const shows = p50Ms === null ? '' : ` A change shows after ${short(p50Ms)} (p95 ${short(p95Ms ?? p50Ms)}).`;
  if (status === 'starting') return 'Push is starting: the notification channel is being opened.';
  if (status === 'following') return `Push works through another replica.${shows}`;
  if (status !== 'live') return '';
  const queues = `${queuesCovered} of ${queuesWanted} ${queuesWanted === 1 ? 'queue' : 'queues'}`;
  const covers = queuesWanted === 0 ? 'no queue is asked for yet' : `it covers ${queues}`;
  const last = lastHeardAt === null ? '' : ` Last message from Genesys ${ago(lastHeardAt, now)}.`;
  return `Push works: ${covers}.${last}${shows}`;
}

interface Named {
  readonly queueId: string;
  readonly queueName: string | null;
}

const nameOf = ({ queueId, queueName }: Named) => queueName ?? queueId;

/** Queues that are named; the others are only counted. */
const FEW = 5;

function some(names: readonly string[]): string {
  const all = [...new Set(names)];
  const more = all.length - FEW;
  return all.slice(0, FEW).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

function refusals({ refused }: PushState): string[] {
  const permissions = [...new Set(refused.map(({ permission }) => permission))];
  return permissions.map((permission) => {
    const names = refused.filter((one) => one.permission === permission).map(nameOf);
    const lack = permission === null ? '' : `: the OAuth client lacks ${permission}`;
    return `Genesys announces no changes of ${some(names)}${lack}. Polled; tried again every 10 minutes.`;
  });
}

function distrusted({ distrusted: queues }: PushState): string {
  if (queues.length === 0) return '';
  const names = queues.map((one) => `${nameOf(one)} (${duration(one.leftSeconds * 1000)} left)`);
  return `Polled, because a change was not announced: ${some(names)}.`;
}
