// What a 401 of the API does to the held token, and what it doesn't.
import { expect } from 'chai';
import { Renewal } from '../../src/oauth/renewal.js';
import { watch } from '../support/failure.js';
import { FakeClock, settle } from '../support/fake-clock.js';
import { listener, ScriptedLogins } from '../support/scripted-logins.js';

async function started(lifetimeSeconds = 3_600) {
  const clock = new FakeClock();
  const logins = new ScriptedLogins(clock, lifetimeSeconds);
  const heard = listener();
  const renewal = new Renewal(logins, clock, heard.observer, () => 0.5);
  renewal.start();
  await settle();
  const use = (generation: number, path = '/a') => ({ generation, sentAt: clock.now(), path });
  const reject = (tries: Record<number, number>, path = '/a') => {
    const met = new Map(Object.entries(tries).map(([generation, times]) => [Number(generation), times]));
    const [generation] = [...met.keys()].slice(-1);
    return renewal.rejected(use(generation ?? 0, path), met);
  };
  const accept = (generation: number, path = '/a') => renewal.accepted(use(generation, path));
  /** The token of generation 1 served for a while. */
  const served = async () => {
    accept(1);
    await clock.advance(60_000);
  };
  return { clock, logins, renewal, reject, accept, served, heard };
}

describe('a token that Genesys honoured and rejects', () => {
  it('is followed by another one at once', async () => {
    const { logins, reject, served, heard } = await started();
    await served();
    const retry = await reject({ 1: 1 });
    expect([retry?.token.generation, retry?.afterMs]).to.deep.equal([2, 0]);
    expect(logins.count).to.equal(2);
    expect(heard.rejected).to.deep.equal([1]);
  });

  it('is renewed once for forty callers who met the 401', async () => {
    const { logins, reject, served } = await started();
    await served();
    logins.hold();
    const callers = Array.from({ length: 40 }, (_, index) => reject({ 1: 1 }, `/${index}`));
    await settle();
    expect(logins.count).to.equal(2);
    logins.held[0]!.succeed();
    const generations = (await Promise.all(callers)).map((retry) => retry?.token.generation);
    expect(new Set(generations)).to.deep.equal(new Set([2]));
  });

  it('stays in use for others until the new one was honoured once', async () => {
    const { clock, logins, renewal, reject, accept, served } = await started();
    await served();
    logins.hold();
    const first = reject({ 1: 1 });
    expect((await renewal.token()).generation).to.equal(1);
    logins.held[0]!.succeed();
    await first;
    // One request tries it; the others don't.
    expect((await renewal.token()).generation).to.equal(2);
    expect((await renewal.token()).generation).to.equal(1);
    await clock.advance(1_000);
    accept(2, '/b');
    expect((await renewal.token()).generation).to.equal(2);
    expect((await renewal.token()).generation).to.equal(2);
  });

  it('is fallen back to when the new one is not honoured yet', async () => {
    const { clock, logins, renewal, reject, accept } = await started(300);
    accept(1);
    await clock.advance(240_000);
    expect(logins.count).to.equal(2);
    expect((await renewal.token()).generation).to.equal(2);
    const retry = await reject({ 2: 1 });
    expect([retry?.token.generation, retry?.afterMs]).to.deep.equal([1, 0]);
    expect(logins.count).to.equal(2);
  });

  it('is not renewed again for a path that rejects what is honoured elsewhere', async () => {
    const { clock, logins, renewal, reject, accept, served } = await started();
    await served();
    await reject({ 1: 1 }, '/bad');
    for (let round = 0; round < 50; round++) {
      await clock.advance(500);
      const { generation } = await renewal.token();
      accept(generation, '/good');
      expect((await reject({ 1: 1, [generation]: 1 }, '/bad'))?.afterMs ?? 0).to.be.at.most(250);
    }
    expect(logins.count).to.equal(2);
  });

  it('is renewed for such a path when nobody else vouches for it any more', async () => {
    const { clock, logins, reject, accept, served } = await started();
    await served();
    await reject({ 1: 1 }, '/bad');
    await clock.advance(1_000);
    accept(2, '/good');
    expect(await reject({ 2: 1 }, '/bad')).to.equal(undefined);
    expect(logins.count).to.equal(2);
    await clock.advance(31_000);
    expect((await reject({ 2: 1 }, '/bad'))?.token.generation).to.equal(3);
  });

  it('goes on being used by others when logins fail', async () => {
    const { logins, renewal, reject, served } = await started();
    await served();
    logins.fail('login_unavailable');
    const fault = await reject({ 1: 1 }).catch((error: unknown) => error);
    expect(fault).to.include({ code: 'login_unavailable' });
    expect((await renewal.token()).generation).to.equal(1);
  });
});

describe('a young token that is not honoured yet', () => {
  it('is kept and tried again after a pause', async () => {
    const { logins, reject } = await started();
    const retry = await reject({ 1: 1 });
    expect([retry?.token.generation, retry?.afterMs]).to.deep.equal([1, 112.5]);
    expect(logins.count).to.equal(1);
  });

  it('is joined by another one after the second try, for it may be revoked', async () => {
    const { logins, reject, accept } = await started();
    const retry = await reject({ 1: 2 });
    expect([retry?.token.generation, retry?.afterMs]).to.deep.equal([2, 0]);
    // Neither is dropped.
    const again = await reject({ 1: 2, 2: 1 });
    expect([again?.token.generation, again?.afterMs]).to.deep.equal([2, 112.5]);
    accept(1, '/b');
    expect(logins.count).to.equal(2);
  });

  it('costs a login now and then when every token is rejected, not one for each request', async () => {
    const { clock, logins, renewal, reject } = await started();
    for (let second = 0; second < 600; second++) {
      const { generation } = await renewal.token();
      const retry = watch(reject({ [generation]: 1 }));
      await clock.advance(1_000);
      expect(retry.state).not.to.equal('pending');
    }
    expect(logins.count).to.be.within(10, 45);
  });

  it('is nothing that a request waits for beyond ten seconds', async () => {
    const { clock, reject } = await started();
    await clock.advance(10_000);
    expect(await reject({ 1: 1 })).to.equal(undefined);
  });

  it('is replaced at once when it is young no more', async () => {
    const { clock, logins, renewal, reject } = await started();
    await clock.advance(30_000);
    expect((await reject({ 1: 1 }))?.token.generation).to.equal(2);
    expect(logins.count).to.equal(2);
    expect((await renewal.token()).generation).to.equal(2);
  });
});
