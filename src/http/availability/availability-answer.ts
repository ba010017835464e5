// The answer of the availability routes, and its three written forms.
import type { ServiceError } from '../../domain/errors.js';
import type { Served } from '../../domain/model.js';
import type { Decision, FailurePolicy } from '../../domain/acceptance.rules.js';
import { callsText } from '../../domain/calls.rules.js';
import { filtersText, type AvailabilityRequest } from '../../domain/availability-query.rules.js';
import { unknownValuesText } from '../../domain/unknown-values.rules.js';
import type { AnswerFormat } from '../../domain/parameter-tables.js';
import type { AvailabilityAnswer } from './answer-schema.js';
import { callsFailure, knownCalls, type CallsFinding } from './calls-finding.js';
import { toRendering, type Rendering } from '../../cache/renderings.js';

/** What came of asking for one queue: a snapshot or an error, and what is known of waiting calls if that was asked. */
export interface QueueFinding {
  readonly queueId: string;
  readonly served?: Served;
  readonly error?: ServiceError;
  readonly calls?: CallsFinding;
}

/** Accepting on suspicion is for a Genesys that is unavailable: a queue that it refuses is a mistake to mend. */
export function policyFor(policy: FailurePolicy, findings: readonly QueueFinding[]): FailurePolicy {
  const unavailable = findings.some(
    ({ error, calls }) => error?.kind === 'unavailable' || calls?.error?.kind === 'unavailable',
  );
  return policy === 'open' && !unavailable ? 'closed' : policy;
}

/** Agents of the queue that has the most, of those that could be counted. */
export const mostInOne = (findings: readonly QueueFinding[]): number =>
  Math.max(0, ...findings.map(({ served }) => served?.snapshot.members.length ?? 0));

/** Puts the answer together. */
export function availabilityAnswer(
  asked: AvailabilityRequest,
  findings: readonly QueueFinding[],
  count: number,
  decision: Decision,
): AvailabilityAnswer {
  const queues = findings.map(queueLine);
  const known = queues.filter((line) => line.error === null);
  const agentsAvailable = known.length > 0 ? count : null;
  return {
    accept: decision.accept,
    agentsAvailable,
    total: agentsAvailable,
    ...(asked.calls && callsOf(findings.map(({ calls }) => calls))),
    minimum: asked.minimum,
    status: decision.status,
    asOf: known.map((line) => line.asOf).sort()[0] ?? null,
    stale: known.some((line) => line.stale),
    reason: reason(asked, findings, count, decision),
    filters: filtersText(asked.filters),
    queues,
  };
}

function callsOf(findings: ReadonlyArray<CallsFinding | undefined>) {
  const { waiting, free } = knownCalls(findings);
  return { waiting, free };
}

const isoTime = (moments: ReadonlyArray<number | undefined>): string =>
  new Date(Math.min(...moments.flatMap((moment) => moment ?? []))).toISOString();

function queueLine({ queueId, served, error, calls }: QueueFinding): AvailabilityAnswer['queues'][number] {
  return {
    queue: queueId,
    agentsAvailable: served?.snapshot.members.length ?? null,
    ...(calls && callsOf([calls])),
    asOf: served ? isoTime([served.snapshot.asOf, calls?.waiting?.asOf, calls?.idle?.snapshot.asOf]) : null,
    stale: served?.via === 'stale' || calls?.idle?.via === 'stale',
    error: error?.code ?? null,
  };
}

function reason(
  asked: AvailabilityRequest,
  findings: readonly QueueFinding[],
  count: number,
  decision: Decision,
): string {
  const counted = countedText(asked, findings, count);
  const unknown = unknownValuesText(asked.filters, count);
  if (decision.status !== 'unknown') {
    const said = `${counted}${callsReason(asked, findings)}`;
    return unknown === '' ? said : `${said}. ${unknown}`;
  }
  const someKnown = findings.some(({ error }) => !error);
  const known = someKnown ? `${counted} in the queues that could be counted; ` : '';
  return `${known}${failureText(findings, decision)}`;
}

function countedText(
  { anyOf, minimum }: AvailabilityRequest,
  findings: readonly QueueFinding[],
  count: number,
): string {
  const matching = `${count} ${count === 1 ? 'agent matches' : 'agents match'}`;
  if (!anyOf || findings.length < 2) return `${matching}, ${minimum} needed`;
  return `${matching}, at most ${mostInOne(findings)} in one queue, ${minimum} needed in one`;
}

/** What is known of waiting calls, where that was asked, and why it is not. */
function callsReason({ calls }: AvailabilityRequest, findings: readonly QueueFinding[]): string {
  if (!calls) return '';
  const failures = callsFailures(findings);
  const why = failures.length > 0 ? ` (${failures.join('; ')})` : '';
  return `; ${callsText(calls, knownCalls(findings.map((finding) => finding.calls)))}${why}`;
}

const callsFailures = (findings: readonly QueueFinding[]): string[] =>
  findings.flatMap(({ queueId, calls }) => (calls?.error ? [callsFailure(queueId, calls)] : []));

/** What the failure policy made of the queues that could not be counted, and why they could not. */
export function failureText(findings: readonly QueueFinding[], { accept }: Decision): string {
  const failures = findings.flatMap(({ error, queueId }) =>
    error ? [`${queueId}: ${error.title} (${error.code})${refusedFor(error)}`] : [],
  );
  const all = [...failures, ...callsFailures(findings)];
  return `${accept ? '' : 'not '}accepted by the failure policy: ${all.join('; ')}`;
}

/** Genesys refuses a query for what is in it. */
function refusedFor({ code, facts: { hint } }: ServiceError): string {
  return code === 'genesys_request_refused' && hint !== undefined ? `, ${hint}` : '';
}

/** Writes `answer`; the list of queues only where several were asked for. */
export function renderAvailability(
  answer: AvailabilityAnswer,
  format: AnswerFormat,
  several: boolean,
): Rendering {
  const { queues, ...scalars } = answer;
  switch (format) {
    case 'json':
      return toRendering('application/json; charset=utf-8', JSON.stringify(several ? answer : scalars));
    case 'text':
      return toRendering('text/plain; charset=utf-8', textLines(scalars));
    case 'xml': {
      const list = several
        ? `<queues>${queues.map((line) => `<queue>${xmlElements(line)}</queue>`).join('')}</queues>`
        : '';
      const body = `<?xml version="1.0" encoding="UTF-8"?>\n<availability>${xmlElements(scalars)}${list}</availability>\n`;
      return toRendering('application/xml; charset=utf-8', body);
    }
  }
}

function entriesOf(scalars: object): Array<[string, string]> {
  return Object.entries(scalars).map(([name, value]) => [name, value === null ? '' : String(value)]);
}

function textLines(scalars: object): string {
  return entriesOf(scalars)
    .map(([name, value]) => `${name}=${value.replace(/[\r\n]+/g, ' ')}\n`)
    .join('');
}

const XML_ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function xmlElements(scalars: object): string {
  return entriesOf(scalars)
    .map(([name, value]) => {
      // Control characters can't be written in XML 1.0 at all, not even escaped.
      const text = value
        .replace(/[\p{Cc}\ufffe\uffff]/gu, ' ')
        .replace(/[&<>]/g, (mark) => XML_ESCAPES[mark] ?? '');
      return `<${name}>${text}</${name}>`;
    })
    .join('');
}
