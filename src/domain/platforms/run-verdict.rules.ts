// Whether a platform would accept the call after a webhook's answer, and what decided that.
import { criterionText, holds, valueAt, type Criterion } from '../criterion.rules.js';

/** What the platform looks at: one field of a JSON answer, or nothing but the status code. */
export type AcceptWhen = { readonly by: 'status' } | ({ readonly by: 'field' } & Criterion);

/** An answer as the platform gets it. */
interface RunAnswer {
  readonly status: number;
  /** Whole. */
  readonly body: string;
}

/** The decision, and the sentences that explain it. */
interface RunVerdict {
  readonly accepted: boolean;
  /** What was looked at, and what stood there. */
  readonly decidedBy: { readonly what: string; readonly found: string };
  readonly reason: string;
}

/** Judges `answer` as the platform would. Any status outside 200 to 299 is a failed webhook to a platform. */
export function judgeRun(when: AcceptWhen, answer: RunAnswer): RunVerdict {
  const json = parsed(answer.body);
  if (answer.status < 200 || answer.status > 299) return refused(answer.status, json);
  return when.by === 'status' ? byStatus(answer.status) : byField(when, json);
}

const STATUS = 'status code 200 to 299';

function byStatus(status: number): RunVerdict {
  return {
    accepted: true,
    decidedBy: { what: STATUS, found: String(status) },
    reason: `The status code is ${status}.`,
  };
}

function byField(criterion: Criterion, json: unknown): RunVerdict {
  const what = `field ${criterionText(criterion)}`;
  if (json === undefined) {
    const reason = `The answer is not JSON, so it has no field ${criterion.field}.`;
    return { accepted: false, decidedBy: { what, found: 'no JSON' }, reason };
  }
  const value = valueAt(json, criterion.field);
  const accepted = holds(criterion, value);
  const found = shown(value);
  const there = value === undefined ? `the answer has no field ${criterion.field}` : `the value is ${found}`;
  const verb = accepted ? 'is met' : 'is not met';
  const reason = `${criterionText(criterion)} ${verb}: ${there}.`;
  return { accepted, decidedBy: { what, found }, reason };
}

/** 409 is our own no (`statusCodes=true`); anything else here is an error with a hint. */
function refused(status: number, json: unknown): RunVerdict {
  const text = (name: string) => {
    const value = valueAt(json, name);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const code = text('code');
  const found = code === undefined ? String(status) : `${status} ${code}`;
  const said = [text('detail') ?? text('reason'), text('hint')].flatMap((words) => words ?? []);
  const reason = [`The status code is ${found}.`, ...said.map(sentence)].join(' ');
  return { accepted: false, decidedBy: { what: STATUS, found }, reason };
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch {
    return undefined;
  }
}

const LONGEST_SHOWN = 200;

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, LONGEST_SHOWN);
}
