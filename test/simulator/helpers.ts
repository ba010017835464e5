// What the simulator's tests share: one simulator per test, closed afterwards, and short ways to ask it.
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';

/** A queue id that no default has. */
export const QUEUE = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';

/** The body of a listing, as far as tests look at it. */
export interface Page {
  entities: Array<{ id: string; name: string; user: Record<string, unknown> } & Record<string, unknown>>;
  pageNumber: number;
  pageSize: number;
  firstUri: string;
  selfUri: string;
  nextUri?: string;
  previousUri?: string;
  total?: number;
  pageCount?: number;
}

const running: Simulator[] = [];

/** Starts a simulator that closeAll ends. */
export async function start(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  running.push(simulator);
  return simulator;
}

/** Ends every simulator of the test. */
export async function closeAll(): Promise<void> {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
}

/** A GET with a token, by default a new one. */
export function get(simulator: Simulator, path: string, token = simulator.issueToken()): Promise<Response> {
  return fetch(simulator.apiUrl + path, { headers: { Authorization: `Bearer ${token}` } });
}

/** The path of a queue's members. */
export const members = (query = '', queueId = QUEUE): string =>
  `/api/v2/routing/queues/${queueId}/members${query && `?${query}`}`;

/** A page of members. */
export async function page(simulator: Simulator, query = '', queueId = QUEUE): Promise<Page> {
  return (await (await get(simulator, members(query, queueId))).json()) as Page;
}

/** A login with the credentials in the form. */
export function login(simulator: Simulator, form: Record<string, string> = {}): Promise<Response> {
  return fetch(`${simulator.loginUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: simulator.client.id,
      client_secret: simulator.client.secret,
      ...form,
    }),
  });
}

/** The code of the socket error that made a fetch fail; undefined when it didn't. */
export async function failure(answer: Promise<unknown>): Promise<string | undefined> {
  try {
    await answer;
    return undefined;
  } catch (error) {
    return String((error as { cause?: { code?: string } }).cause?.code ?? error);
  }
}
