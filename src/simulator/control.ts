// The control surface under /simulator: drives a simulator from outside its process.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ACTIVITY_ACTIONS } from './activity/control.js';
import { json, type Answer } from './answer.js';
import { readBody } from './body.js';
import { send } from './deliver.js';
import { parseFaultRule } from './fault-parse.js';
import { ROUTES } from './fault-rule.js';
import type { State } from './handler.js';
import { NOTIFICATION_ACTIONS } from './notifications/control.js';
import { notificationsFace } from './notifications/face.js';
import { setAgents, setClient, shownAgents, shownClients } from './people-control.js';
import type { MemberState } from './types.js';

/** How many of the last requests are shown. */
const SHOWN = 200;

type Action = (state: State, body: unknown) => Answer;

function tally(members: readonly MemberState[], field: 'presence' | 'routingStatus'): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const member of members) counts[member[field]] = (counts[member[field]] ?? 0) + 1;
  return counts;
}

function shownState({ world, faults, desk }: State): Answer {
  return json({
    queues: world.queues.map(({ id, name, members }) => ({
      id,
      name,
      members: members.length,
      joined: members.filter(({ joined }) => joined).length,
      presence: tally(members, 'presence'),
      routingStatus: tally(members, 'routingStatus'),
    })),
    faults: faults.rules,
    clients: desk.clients.map(({ id, permissions }) => ({ id, permissions })),
    tokensIssued: desk.issued,
  });
}

function shownRequests({ records }: State): Answer {
  return json({
    total: records.count(),
    counts: Object.fromEntries(ROUTES.map((route) => [route, records.count(route)])),
    latest: records.list.slice(-SHOWN),
  });
}

function stepsOf(body: unknown): number {
  const steps = (body as { steps?: unknown } | null)?.steps ?? 1;
  if (Number.isInteger(steps) && (steps as number) >= 0 && (steps as number) <= 10_000)
    return steps as number;
  throw new TypeError('"steps" is a whole number from 0 to 10,000.');
}

const ACTIONS: Readonly<Record<string, Action>> = {
  'GET /simulator/state': shownState,
  'GET /simulator/requests': shownRequests,
  'GET /simulator/agents': shownAgents,
  'POST /simulator/agents': setAgents,
  'GET /simulator/clients': shownClients,
  'POST /simulator/clients': setClient,
  'POST /simulator/faults': (state, body) => {
    state.faults.add(parseFaultRule(body));
    return json({ faults: state.faults.rules }, 201);
  },
  'DELETE /simulator/faults': (state) => {
    state.faults.clear();
    state.notifications?.setFaults({});
    state.activity?.behave({});
    return json({ faults: [] });
  },
  'POST /simulator/revoke': (state) => {
    state.desk.revokeAll();
    return json({ tokensRevoked: state.desk.issued });
  },
  'POST /simulator/shuffle': (state, body) => {
    const steps = stepsOf(body);
    state.world.shuffle(steps);
    return json({ steps });
  },
};

const ACTIVITY = '/simulator/activity';

function activityAction({ activity }: State, method: string, path: string): Action | undefined {
  if (!activity || !path.startsWith(ACTIVITY)) return undefined;
  const action = ACTIVITY_ACTIONS[`${method} ${path.slice(ACTIVITY.length)}`];
  return action && ((_, body) => json(action(activity, body)));
}

const NOTIFICATIONS = '/simulator/notifications';

/** The action of that name, those of the notification service included if there is one. */
function actionFor(state: State, method: string, path: string): Action | undefined {
  const name = `${method} ${path}`;
  if (Object.hasOwn(ACTIONS, name)) return ACTIONS[name];
  const analytics = activityAction(state, method, path);
  if (analytics) return analytics;
  const { notifications: service, desk } = state;
  const client = desk.clients[0];
  if (!service || !client || !path.startsWith(NOTIFICATIONS)) return undefined;
  const action = NOTIFICATION_ACTIONS[`${method} ${path.slice(NOTIFICATIONS.length)}`];
  return action && ((_, body) => json(action(notificationsFace(service, desk, client), service, body)));
}

/** Whether a request is for the control surface. */
export const isControl = (request: IncomingMessage): boolean => (request.url ?? '').startsWith('/simulator/');

/** Answers a control request: 404 for an unknown one, 400 with the reason for a wrong body. */
export async function control(
  state: State,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?');
  const action = actionFor(state, request.method ?? 'GET', path);
  try {
    const text = await readBody(request);
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    send(
      response,
      action ? action(state, body) : json({ error: `There is no ${request.method} ${path}.` }, 404),
    );
  } catch (error) {
    send(response, json({ error: error instanceof Error ? error.message : String(error) }, 400));
  }
}
