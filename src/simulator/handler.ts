// The way of one request: recorded, counted, perhaps hit by a fault, answered.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { pause, type Clock } from '../runtime/clock.js';
import { json, type Answer } from './answer.js';
import { analyses, apiAnswer, notifies, type Caller } from './api.js';
import { readAsked, type Asked } from './asked.js';
import { readBody } from './body.js';
import { dribble, send, sendHuge, truncate } from './deliver.js';
import { genesysError, Refusal } from './errors.js';
import { faultAnswer } from './fault-answers.js';
import type { Activity } from './activity/service.js';
import type { FaultBook, Hit } from './faults.js';
import { login } from './login.js';
import { twistOf } from './members.js';
import { LONGEST_SUBSCRIPTION_BYTES } from './notifications/routes.js';
import type { Notifications } from './notifications/service.js';
import type { Random } from './random.js';
import { standingHeaders, type RateLimiter } from './rate-limit.js';
import type { OpenRecord, Records } from './records.js';
import type { TokenDesk } from './tokens.js';
import type { World } from './world.js';

/** Everything that an answer depends on. */
export interface State {
  readonly clock: Clock;
  readonly world: World;
  readonly desk: TokenDesk;
  readonly limiter: RateLimiter;
  readonly faults: FaultBook;
  readonly records: Records;
  readonly correlation: Random;
  readonly invalidClientStatus: 400 | 401;
  readonly notifications: Notifications | undefined;
  readonly activity: Activity | undefined;
}

/** One request on its way. */
interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly asked: Asked;
  readonly caller: Caller;
  readonly hit: Hit;
  readonly record: OpenRecord;
  readonly correlationId: string;
  /** Its arrival in wall-clock milliseconds. */
  readonly wall: number;
}

/** The listener of a simulator's server. */
export function createHandler(state: State): (request: IncomingMessage, response: ServerResponse) => void {
  return (request, response) => {
    const visit = arrive(state, request, response);
    answer(state, visit).catch((error: unknown) => fail(response, error));
  };
}

/** A caller that left needs nothing; anything else is a defect of the simulator, and says so. */
function fail(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) response.destroy();
  else send(response, json({ simulatorDefect: String(error) }, 500));
}

function arrive(state: State, request: IncomingMessage, response: ServerResponse): Visit {
  const { clock, desk, limiter, faults, records } = state;
  const asked = readAsked(request);
  const record = records.open(request, asked, clock.now());
  const token =
    asked.route !== 'login' && asked.scheme === 'bearer' ? desk.find(asked.credential) : undefined;
  record.token = token?.index ?? null;
  const standing = token && desk.good(token) ? limiter.count(token) : undefined;
  const hit = faults.hit(asked);
  record.fault = hit.action?.kind ?? null;
  const correlationId = state.correlation.uuid();
  return {
    request,
    response,
    asked,
    caller: { token, standing },
    hit,
    record,
    correlationId,
    wall: clock.wall(),
  };
}

async function answer(state: State, visit: Visit): Promise<void> {
  const { response, hit, record } = visit;
  const kind = hit.action?.kind;
  if (hit.latencyMs > 0) await waitOrLeave(state.clock, hit.latencyMs, response);
  if (kind === 'hang') return;
  if (kind === 'reset') {
    visit.request.socket.resetAndDestroy();
    return;
  }
  if (hit.action?.kind === 'huge') {
    record.status = 200;
    sendHuge(response, hit.action.bytes, apiHeaders(visit));
    return;
  }
  const whole = await wholeAnswer(state, visit);
  record.status = whole.status;
  if (kind === 'truncate') truncate(response, whole);
  else if (hit.action?.kind === 'slow-body') dribble(response, whole, state.clock, hit.action.everyMs);
  else send(response, whole);
}

/** Waits on the clock; a caller that leaves meanwhile takes the timer along. */
async function waitOrLeave(clock: Clock, ms: number, response: ServerResponse): Promise<void> {
  const left = new AbortController();
  const leave = () => left.abort(new Error('The caller has left.'));
  response.once('close', leave);
  await pause(clock, ms, left.signal);
  response.off('close', leave);
}

async function wholeAnswer(state: State, visit: Visit): Promise<Answer> {
  const { asked, hit, correlationId } = visit;
  const faulty = hit.action && faultAnswer(hit.action, asked.route, correlationId);
  if (faulty?.headers['Content-Type'] === 'text/html') return faulty;
  const right = faulty ?? (await rightAnswer(state, visit));
  return { ...right, headers: { ...apiHeaders(visit), ...right.headers } };
}

function apiHeaders({ wall, caller, correlationId }: Visit): Record<string, string> {
  return {
    Date: new Date(wall).toUTCString(),
    'ININ-Correlation-Id': correlationId,
    'Cache-Control': 'no-cache, no-store, must-revalidate',
    ...standingHeaders(caller.standing),
  };
}

async function rightAnswer(state: State, visit: Visit): Promise<Answer> {
  const { request, asked, caller, hit, record, correlationId } = visit;
  if (asked.route === 'login') {
    const type = request.headers['content-type'] ?? '';
    const result = login(asked, type, await readBody(request), state.desk, state.invalidClientStatus);
    record.credentials = result.credentials;
    record.token = result.token;
    return result.answer;
  }
  const body = notifies(asked) || analyses(asked) ? await readBody(request, LONGEST_SUBSCRIPTION_BYTES) : '';
  try {
    return apiAnswer(asked, caller, state, twistOf(hit.action, hit.hits), body);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const headers: Record<string, string> =
      error.status === 429
        ? { 'Retry-After': error.parts.retryAfter ?? String(caller.standing?.reset ?? 1) }
        : {};
    return json(
      genesysError(error.status, { ...error.parts, contextId: correlationId }),
      error.status,
      headers,
    );
  }
}
