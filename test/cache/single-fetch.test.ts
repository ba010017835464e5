// One fetch for all processes, over leases that say what a test wants.
import { expect } from 'chai';
import { settle } from '../support/fake-clock.js';
import { PATIENCE_MS, WalkScene, type Step } from '../support/scripted-leases.js';

describe('one fetch for all processes', () => {
  const table: Array<[what: string, steps: Step[], result: string, claims: number, tookMs: number]> = [
    ['fetches with the lease', ['ours'], 'fetched', 1, 0],
    ['fetches at once when there is nobody to ask', ['alone'], 'fetched', 1, 0],
    ["takes another's result", ['theirs+value'], 'waited value 1', 1, 100],
    ['fetches when the other ended without one', ['theirs', 'ours'], 'fetched', 2, 100],
    ['fetches when the other ended and nobody can be asked any more', ['theirs', 'alone'], 'fetched', 2, 100],
    ['waits for one after the other', ['theirs', 'theirs', 'theirs+value'], 'waited value 1', 3, 300],
    ['fetches itself when its patience is over', ['hanging'], 'fetched', 2, PATIENCE_MS],
    ['fetches itself when others fail again and again', ['theirs'], 'fetched', 9, PATIENCE_MS],
    ['takes what is there already', ['newer+value'], 'found value 1', 1, 0],
    ['asks again when what is there cannot be had', ['newer', 'ours'], 'fetched', 2, 0],
    ['asks again when what is there will not do', ['newer+old', 'ours'], 'fetched', 2, 0],
    ['takes what came while it asked again', ['newer+old', 'theirs+value'], 'waited value 2', 2, 100],
    ['fetches when what will not do comes again', ['newer+old', 'newer'], 'fetched', 2, 0],
  ];
  for (const [what, steps, result, claims, tookMs] of table)
    it(what, async () => {
      const scene = new WalkScene(...steps);
      const startedAt = scene.clock.now();
      let endedAt = NaN;
      const asked = scene.ask().finally(() => (endedAt = scene.clock.now()));
      await scene.clock.advance(10 * PATIENCE_MS);
      expect(await asked).to.equal(result);
      expect([scene.claimed.length, endedAt - startedAt]).to.deep.equal([claims, tookMs]);
      expect([scene.fetches, scene.released]).to.deep.equal([
        result === 'fetched' ? 1 : 0,
        steps.at(-1) === 'ours' ? 1 : 0,
      ]);
      expect(scene.clock.pending).to.deep.equal([]);
    });

  it('tells with each claim what it holds by then', async () => {
    const scene = new WalkScene('newer+old', 'theirs', 'ours');
    scene.held = 'old 0';
    const asked = scene.ask();
    await scene.clock.advance(PATIENCE_MS);
    await asked;
    expect(scene.claimed).to.deep.equal(['old 0', 'old 1', 'old 1']);
    // What won't do is not told of again.
    expect(scene.anyway).to.deep.equal([false, true, true]);
  });

  it('does not take for a result what it held before', async () => {
    const scene = new WalkScene('theirs', 'ours');
    scene.held = 'value 0';
    const asked = scene.ask();
    await scene.clock.advance(100);
    expect(await asked).to.equal('fetched');
  });

  it('never waits longer than its patience, however long others take', async () => {
    const scene = new WalkScene('theirs', 'hanging');
    void scene.ask();
    await scene.clock.advance(PATIENCE_MS);
    expect(scene.waits).to.deep.equal([750, 650]);
  });

  it('keeps the lease until the fetch is over', async () => {
    const scene = new WalkScene('ours');
    let end: (result: string) => void = () => undefined;
    const asked = scene.ask(() => new Promise((resolve) => (end = resolve)));
    await settle();
    expect([scene.fetches, scene.released]).to.deep.equal([1, 0]);
    end('fetched late');
    expect([await asked, scene.released]).to.deep.equal(['fetched late', 1]);
  });

  for (const [what, fetch] of [
    ['fails', () => Promise.reject(new Error('no luck'))],
    [
      'throws',
      () => {
        throw new Error('no luck');
      },
    ],
  ] as const)
    it(`gives the lease back when the fetch ${what}`, async () => {
      const scene = new WalkScene('ours');
      const outcome = await scene.ask(fetch).catch((fault: unknown) => fault);
      expect(outcome).to.be.an('error').with.property('message', 'no luck');
      expect([scene.fetches, scene.released]).to.deep.equal([1, 1]);
    });

  it('ends even if something newer that will not do comes for ever', async () => {
    const scene = new WalkScene('newer+old');
    scene.roundTripMs = 50;
    const asked = scene.ask();
    await scene.clock.advance(2 * PATIENCE_MS);
    expect(await asked).to.equal('fetched');
    expect(scene.claimed.length).to.equal(2);
  });
});
