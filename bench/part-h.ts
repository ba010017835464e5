// (h) Push: how soon a change is seen, what quiet and busy queues cost, and what is left of many queues on one client.
import { playAll, type Outcome, type Scenario } from './callers/scenario.js';
import { byHand, polling, push, trusting } from './push/contestants.js';
import { reactions, type Reaction } from './push/reaction.js';
import { fixed, percent, quantile, whole } from './tools/numbers.js';
import { table, type Run, type Section, type Target } from './tools/report.js';

/** A window of the rate limit, and until subscriptions have found room in the next one. */
const WARM_UP_MS = 75_000;
/** A trusted queue is counted anew after three quarters of push.freshFor: one whole turn of them. */
const TURN_S = 225;
const MANY = 1_000;

export async function partH({ quick, say }: Run): Promise<Section> {
  const changes = quick ? 6 : 40;
  say(`(h) ${changes} changes, and until each is seen`);
  const seen = await reactions([trusting(30), push(), polling(), byHand()], changes);
  const minutes = (more: Partial<Scenario>): Scenario => ({
    ...{ seconds: quick ? 20 : WARM_UP_MS / 1000 + TURN_S, warmUpMs: quick ? 8_000 : WARM_UP_MS },
    ...more,
  });
  say('(h) 100 queues, quiet and busy');
  const hundred = [trusting(300), push(), polling(), byHand()].map((one) => ({ ...one, callers: 100 }));
  const size = { queues: 100, members: 20 };
  const [quiet = [], busy = []] = await playAll(hundred, [
    minutes({ ...size, changeEveryMs: 0 }),
    minutes({ ...size, changeEveryMs: 200 }),
  ]);
  say(`(h) ${MANY} queues`);
  const thousand = [trusting(600), push(), polling()].map((one) => ({ ...one, callers: 300 }));
  const crowd = { queues: quick ? 100 : MANY, members: 10, changeEveryMs: 1_000 };
  const [many = []] = await playAll(thousand, [
    minutes({ ...crowd, ...(!quick && { seconds: 360, warmUpMs: 300_000 }) }),
  ]);
  return {
    title: '(h) Push: changes that are announced',
    blocks: [
      `**From a change to the first answer that shows it**, one queue, asked each 10 ms, ${changes} changes, no rate limit`,
      reactionTable(seen),
      '**100 queues, 100 callers, 300 requests a minute allowed, nothing changes**',
      outcomeTable(quiet),
      '**The same, ten agents a second change, each queue about every 10 s**',
      outcomeTable(busy),
      `**${MANY} queues, 300 callers, two agents a second change**`,
      outcomeTable(many),
      NOTE,
    ],
    targets: [...reactionTargets(seen), ...costTargets(quiet), ...truthTargets(busy), ...crowdTargets(many)],
  };
}

const NOTE =
  'Upstream: requests of any kind but logins, per minute, after a warm-up of 75 s (300 s with 1,000 queues: their first ' +
  'counts alone take four windows of the limit; what is trusted for 600 s is counted anew after 450 s, about 67 requests a ' +
  'minute that this table does not see). True: the count was true at the moment of the answer, whatever its age. Fresh: the ' +
  'answer says that its freshness has not run out. Wrong: as in (b). A channel holds the topics of 500 queues; of 1,000 the ' +
  'others are polled. Without a usable count: a first question that the limit does not allow, or a count older than 62 s. ' +
  'Of 40 changes the slowest is the p99.';

function reactionTable(seen: readonly Reaction[]): string {
  const rows = seen.map(({ variant, times }) => [
    variant.name,
    ...[0.5, 0.9, 0.99].map((share) => whole(quantile(times, share))),
    fixed(ratio(seen, variant.name, 'polling')),
  ]);
  return table(['in front of Genesys', 'p50 ms', 'p90 ms', 'p99 ms', 'p50 × polling'], rows);
}

const p50 = (seen: readonly Reaction[], name: string) =>
  quantile(seen.find(({ variant }) => variant.name === name)?.times ?? [], 0.5);
const ratio = (seen: readonly Reaction[], one: string, other: string) => p50(seen, one) / p50(seen, other);

function outcomeTable(outcomes: readonly Outcome[]): string {
  const rows = outcomes.map((one) => [
    one.variant.name,
    whole(one.steady),
    fixed(one.steady / steadyOf(outcomes, 'polling')),
    whole(one.upstream429),
    percent(one.failed, one.asked),
    [one.ages.p50, one.ages.p99, one.ages.max].map(whole).join(' / '),
    percent(one.trueNow, one.asked - one.failed),
    percent(one.fresh, one.asked - one.failed),
    percent(one.wrong, one.asked - one.failed),
  ]);
  const head = ['in front of Genesys', 'upstream a minute', '× polling', '429s', 'without a usable count'];
  return table([...head, 'age p50 / p99 / max ms', 'true', 'fresh', 'wrong'], rows);
}

const named = (outcomes: readonly Outcome[], name: string) =>
  outcomes.find(({ variant }) => variant.name === name);
const steadyOf = (outcomes: readonly Outcome[], name: string) => named(outcomes, name)?.steady ?? NaN;

function reactionTargets(seen: readonly Reaction[]): Target[] {
  return ['push', 'push, push.freshFor 30 s'].map((name) => {
    const figure = ratio(seen, name, 'polling');
    return {
      text: `a change is seen within 0.3 × polling: ${name}`,
      figure: fixed(figure),
      met: figure <= 0.3,
    };
  });
}

function costTargets(quiet: readonly Outcome[]): Target[] {
  const figure = steadyOf(quiet, 'push, push.freshFor 300 s') / steadyOf(quiet, 'polling');
  return [
    {
      text: 'quiet queues cost 0.15 × polling: push.freshFor 300 s',
      figure: fixed(figure),
      met: figure <= 0.15,
    },
  ];
}

/** Where more changes than can be counted, push must not make less of what is told true. */
function truthTargets(busy: readonly Outcome[]): Target[] {
  const share = (one: Outcome | undefined) => (one ? one.trueNow / Math.max(1, one.asked - one.failed) : NaN);
  const theirs = share(named(busy, 'polling'));
  return ['push, push.freshFor 300 s', 'push'].map((name) => {
    const ours = share(named(busy, name));
    return {
      text: `as many true answers as polling, 100 busy queues: ${name}`,
      figure: `${fixed(100 * ours, 1)} % against ${fixed(100 * theirs, 1)} %`,
      met: ours >= theirs - 0.01,
    };
  });
}

function crowdTargets(many: readonly Outcome[]): Target[] {
  const [ours, theirs] = [many[0], named(many, 'polling')];
  const share = (one: Outcome | undefined) => (one ? one.failed / Math.max(1, one.asked) : NaN);
  return [
    {
      text: `more usable answers than polling: ${MANY} queues`,
      figure: `${fixed(100 * (1 - share(ours)), 1)} % against ${fixed(100 * (1 - share(theirs)), 1)} %`,
      met: share(ours) < share(theirs),
    },
    {
      text: `no wrong counts: ${MANY} queues, push.freshFor`,
      figure: whole(ours?.wrong ?? NaN),
      met: ours?.wrong === 0,
    },
  ];
}
