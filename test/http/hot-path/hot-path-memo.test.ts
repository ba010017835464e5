// The memo of the hot path: bounded, and cleared when callers or webhooks have changed.
import { expect } from 'chai';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestContexts } from '../../../src/http/request-context.js';
import { CallerQuotas } from '../../../src/http/auth/quotas.js';
import { HotPath, type KnownQuestion } from '../../../src/http/hot-path/hot-path.js';
import type { Caller } from '../../../src/domain/caller.rules.js';
import type { Held } from '../../../src/cache/cache.js';
import { toRendering } from '../../../src/cache/renderings.js';
import { FakeClock } from '../../support/fake-clock.js';
import { snapshotOf } from '../../support/scripted-snapshots.js';

const callerOf = (name: string): Caller => ({
  ...{ name, digests: [], organization: 'default', fields: 'all' },
  ...{ ignoreParameters: [], keyInUrl: false },
});

function setup() {
  const ended: Array<[route: string, caller: string | undefined, status: number]> = [];
  const clock = new FakeClock();
  let begun = 0;
  const told: RequestContexts = {
    begin: () => ({
      requestId: `id-${(begun += 1)}`,
      trace: () => undefined,
      startedAt: clock.now(),
      route: 'unknown',
    }),
    end: ({ route, caller }, _method, status) => ended.push([route, caller?.name, status]),
  };
  const over = new Set<string>();
  const hotPath = new HotPath({
    ...{ requestContexts: told, clock, quotas: new CallerQuotas(clock) },
    isCurrent: ({ name }) => !over.has(name),
  });
  const request = (url: string, headers: Record<string, string> = { authorization: 'Bearer a' }) =>
    ({
      ...{ method: 'GET', url, headers },
      headersDistinct: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    }) as unknown as IncomingMessage;
  const world = { holdsUntil: Infinity, looked: 0, counted: 0 };
  const held: Held = {
    served: { snapshot: snapshotOf(1, 0), ageMs: 0, ttlMs: 1, via: 'hit' },
    holds: (now) => now < world.holdsUntil,
    count: () => (world.counted += 1),
  };
  const question = (name = 'one', known = true): KnownQuestion => ({
    route: 'members',
    caller: callerOf(name),
    queues: [],
    rule: '',
    records: [],
    answerNow() {
      world.looked += 1;
      const answer = { status: 200, rendering: toRendering('text/plain', `${name}`) };
      return known ? { answer, held: [held] } : undefined;
    },
  });
  const sent: string[] = [];
  const ids: Array<string | undefined> = [];
  const response = () => {
    const answer = {
      getHeaderNames: () => [],
      writeHead(_status: number, headers: readonly string[]) {
        ids.push(headers[1]);
        return answer;
      },
      end: (body: Buffer) => sent.push(body.toString()),
    };
    return answer as unknown as ServerResponse;
  };
  const ask = (url: string, headers?: Record<string, string>) =>
    hotPath.answer(request(url, headers), response());
  return { hotPath, clock, over, ids, world, ended, sent, request, question, ask };
}

describe('the memo of the hot path', () => {
  it('tells of each answer as express does, and of none that it did not give', () => {
    const { hotPath, ended, request, question, ask } = setup();
    hotPath.remember(request('/a'), question());
    hotPath.remember(request('/b'), question('two', false));
    expect([ask('/a'), ask('/b'), ask('/c')]).to.deep.equal([true, false, false]);
    expect(ended).to.deep.equal([['members', 'one', 200]]);
  });

  it('keeps header name, value and target apart', () => {
    const { hotPath, sent, request, question, ask } = setup();
    hotPath.remember(request('/a', { authorization: 'k' }), question('by authorization'));
    hotPath.remember(request('/a', { 'x-api-key': 'k' }), question('by key'));
    expect(ask('/a', { 'x-api-key': 'k' })).to.equal(true);
    expect(ask('/a', { authorization: 'k' })).to.equal(true);
    expect(ask('/a', { authorization: 'K' })).to.equal(false);
    expect(ask('/A', { authorization: 'k' })).to.equal(false);
    expect(sent).to.deep.equal(['by key', 'by authorization']);
  });

  it('holds ten thousand questions, and lets the one that was asked anew last stay longest', () => {
    const { hotPath, request, question, ask } = setup();
    for (let n = 0; n < 10_000; n++) hotPath.remember(request(`/${n}`), question());
    hotPath.remember(request('/0'), question());
    expect(hotPath.size).to.equal(10_000);
    hotPath.remember(request('/one-more'), question());
    expect(hotPath.size).to.equal(10_000);
    expect([ask('/0'), ask('/1'), ask('/2'), ask('/one-more')]).to.deep.equal([true, false, true, true]);
  });

  it('remembers nothing of an unusual request', () => {
    const { hotPath, request, question } = setup();
    for (const headers of [
      {},
      { authorization: '' },
      { authorization: 'k', 'content-length': '0' },
      { authorization: 'k', 'transfer-encoding': 'chunked' },
    ])
      hotPath.remember(request('/a', headers), question());
    hotPath.remember(Object.assign(request('/a'), { method: 'POST' }), question());
    expect(hotPath.size).to.equal(0);
  });

  it('looks once and answers again while that holds, counting each answer', async () => {
    const { hotPath, clock, world, ended, ids, request, question, ask } = setup();
    hotPath.remember(request('/a'), question());
    world.holdsUntil = clock.now() + 500;
    for (let turn = 0; turn < 3; turn++) ask('/a');
    await clock.advance(499);
    ask('/a');
    expect([world.looked, world.counted, ended.length]).to.deep.equal([1, 4, 4]);
    expect(ids).to.deep.equal(['id-1', 'id-2', 'id-3', 'id-4']);
    await clock.advance(1);
    ask('/a');
    expect([world.looked, world.counted, ended.length]).to.deep.equal([2, 5, 5]);
  });

  it('lets go of an answer after a second, so that it keeps no snapshot', async () => {
    const { hotPath, clock, world, request, question, ask } = setup();
    hotPath.remember(request('/a'), question());
    ask('/a');
    await clock.advance(999);
    ask('/a');
    expect(world.looked).to.equal(1);
    await clock.advance(1);
    ask('/a');
    expect(world.looked).to.equal(2);
  });

  it('forgets everything at once when callers or webhooks have changed', () => {
    const { hotPath, request, question, ask } = setup();
    for (const url of ['/a', '/b']) hotPath.remember(request(url), question());
    hotPath.forgetAll();
    expect([ask('/a'), ask('/b'), hotPath.size]).to.deep.equal([false, false, 0]);
  });

  it('remembers nothing of who was allowed to ask when the request began, and is not any more', () => {
    const { hotPath, over, request, question, ask } = setup();
    over.add('one');
    hotPath.remember(request('/a'), question('one'));
    hotPath.remember(request('/b'), question('two'));
    expect([ask('/a'), ask('/b')]).to.deep.equal([false, true]);
  });
});
