// Snapshots as text: what is written is read back to the letter, and nothing else is read at all.
import { expect } from 'chai';
import fc from 'fast-check';
import type { Snapshot } from '../../src/domain/model.js';
import { decodeSnapshot, encodeSnapshot } from '../../src/replicas/snapshot-text.js';

/** Any text a string can hold: half characters, line breaks and zero bytes too. */
const text = fc.string({
  unit: fc.oneof(
    fc.string({ unit: 'binary', maxLength: 3 }),
    fc.constantFrom('\ud800', '\udfff', '\0', '\n', '"', '\\', '__proto__'),
  ),
});
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const snapshot: fc.Arbitrary<Snapshot> = fc.record({
  members: fc.array(fc.record({ id: text, userId: text, json: text.map((inner) => `{${inner}}`) })),
  takenAt: number,
  asOf: fc.double({ noNaN: true, min: -8.64e15, max: 8.64e15 }).map((value) => value + 0),
  pages: fc.integer({ min: 1, max: 1_000_000 }),
  correlationIds: fc.array(text),
});
const SAMPLE: Snapshot = {
  members: [{ id: 'm', userId: 'u', json: '{"id":"m","name":"é😀"}' }],
  takenAt: 5,
  asOf: 1_700_000_000_000,
  pages: 2,
  correlationIds: ['c-1', 'c-2'],
};

/** `value` is a snapshot in every respect. */
function isSound(value: Snapshot): boolean {
  const isText = (one: unknown) => typeof one === 'string';
  return (
    [value.takenAt, value.asOf, value.pages].every((one) => typeof one === 'number') &&
    value.correlationIds.every(isText) &&
    value.members.every(
      ({ id, userId, json, ...rest }) => [id, userId, json].every(isText) && Object.keys(rest).length === 0,
    )
  );
}

describe('a snapshot as text', () => {
  it('is the same when it is read back, but for the moment that the reader tells', async () => {
    await fc.assert(
      fc.asyncProperty(snapshot, number, async (written, takenAt) => {
        expect(await decodeSnapshot(await encodeSnapshot(written, true), takenAt, true)).to.deep.equal({
          ...written,
          takenAt,
        });
      }),
    );
  });

  it('comes through UTF-8 unharmed', async () => {
    await fc.assert(
      fc.asyncProperty(snapshot, async (written) => {
        const sent = Buffer.from(await encodeSnapshot(written, true), 'utf8').toString('utf8');
        expect(await decodeSnapshot(sent, written.takenAt, true)).to.deep.equal(written);
      }),
    );
  });

  it('does not tell its moment: that is the business of whoever keeps it', async () => {
    const later = await encodeSnapshot({ ...SAMPLE, takenAt: 123_456.5 }, true);
    expect(later).to.equal(await encodeSnapshot(SAMPLE, true));
  });

  it('is a snapshot or nothing, whatever the text is', async () => {
    const any = fc.oneof(
      text,
      fc.json(),
      fc.jsonValue().map((value) => `${JSON.stringify([2, 2, 3, [], 1])}\n${JSON.stringify(value)}`),
    );
    await fc.assert(
      fc.asyncProperty(any, async (other) => {
        const read = await decodeSnapshot(other, 0, true);
        if (read !== undefined) expect(isSound(read), other).to.equal(true);
      }),
    );
  });

  it('is nothing when the end is missing', async () => {
    const whole = await encodeSnapshot(SAMPLE, true);
    for (let length = 0; length < whole.length; length++)
      expect(await decodeSnapshot(whole.slice(0, length), 0, true), String(length)).to.equal(undefined);
  });

  it('is nothing when a fact is of another kind, missing or too much', async () => {
    const [facts = '', row = ''] = (await encodeSnapshot(SAMPLE, true)).split('\n');
    const parts = JSON.parse(facts) as unknown[];
    const others = [null, true, 0.5, 'x', [1], {}, [[1]]];
    const follow = (value: unknown) => `${JSON.stringify(value)}\n${row}`;
    for (const index of parts.keys())
      for (const other of others) {
        // Of a date any number will do.
        if (index === 1 && other === 0.5) continue;
        const wrong = follow(parts.with(index, other));
        expect(await decodeSnapshot(wrong, 0, true), wrong).to.equal(undefined);
      }
    for (const wrong of [parts.slice(1), parts.slice(0, -1), [...parts, 0], { ...parts }, null, 'x', 1])
      expect(await decodeSnapshot(follow(wrong), 0, true)).to.equal(undefined);
    for (const wrong of [parts.with(0, 1), parts.with(4, 0), parts.with(4, 2)])
      expect(await decodeSnapshot(follow(wrong), 0, true)).to.equal(undefined);
  });

  it('is nothing when a member is of another kind, missing or too much', async () => {
    const [facts = '', row = ''] = (await encodeSnapshot(SAMPLE, true)).split('\n');
    const rows = [
      null,
      true,
      1,
      'x',
      {},
      [],
      ['a'],
      ['a', 'b'],
      ['a', 'b', null],
      ['a', 'b', 'c', 'd'],
      [1, 2, '{}'],
    ];
    for (const wrong of [...rows.map((one) => JSON.stringify(one)), '', '[', `${row}\n`, `${row}\n${row}`])
      expect(await decodeSnapshot(`${facts}\n${wrong}`, 0, true), wrong).to.equal(undefined);
  });

  it('of thousands of members leaves the event loop to others meanwhile', async () => {
    const json = `{"name":"${'x'.repeat(2_000)}"}`;
    const members = Array.from({ length: 20_000 }, (_, n) => ({ id: `m${n}`, userId: `u${n}`, json }));
    /** `work` done, and turns of the event loop meanwhile. */
    const turnsOf = async <T>(work: Promise<T>): Promise<[T, number]> => {
      let [turns, isOver] = [0, false];
      const count = () => {
        turns += 1;
        if (!isOver) setImmediate(count);
      };
      count();
      const done = await work;
      isOver = true;
      return [done, turns];
    };
    const [text, written] = await turnsOf(encodeSnapshot({ ...SAMPLE, members }, true));
    const [read, turns] = await turnsOf(decodeSnapshot(text, 5, true));
    expect(written).to.be.above(2);
    expect(read?.members).to.have.length(20_000);
    expect(turns).to.be.above(2);
  });

  it('leaves agents out where they are not wanted, and is of no use then to who wants them', async () => {
    const bare = await encodeSnapshot(SAMPLE, false);
    expect(bare).not.to.contain('name');
    const members = [{ id: 'm', userId: 'u', json: '' }];
    expect(await decodeSnapshot(bare, 5, false)).to.deep.equal({ ...SAMPLE, members });
    expect(await decodeSnapshot(bare, 5, true)).to.equal(undefined);
    expect(await decodeSnapshot(await encodeSnapshot(SAMPLE, true), 5, false)).to.deep.equal(SAMPLE);
  });

  for (const json of ['x', 'null', '[]', '{"id":"m"', '"id":"m"}', ' '])
    it(`is nothing with a member whose text is ${JSON.stringify(json)}`, async () => {
      const text = await encodeSnapshot({ ...SAMPLE, members: [{ id: 'm', userId: 'u', json }] }, true);
      expect(await decodeSnapshot(text, 0, true)).to.equal(undefined);
      expect(await decodeSnapshot(text, 0, false)).to.equal(undefined);
    });

  const BAD: ReadonlyArray<readonly [what: string, asOf: number, pages: number]> = [
    ['a moment beyond all dates', 8.64e15 + 1, 1],
    ['no pages', 0, 0],
    ['half a page', 0, 0.5],
    ['more pages than there can be', 0, 1_000_001],
  ];
  for (const [what, asOf, pages] of BAD)
    it(`is nothing with ${what}`, async () =>
      expect(await decodeSnapshot(JSON.stringify([2, asOf, pages, [], 0]), 0, true)).to.equal(undefined));

  it('with nobody in it is one', async () => {
    expect(await decodeSnapshot(JSON.stringify([2, 0, 1, [], 0]), 0, true)).to.include({ pages: 1 });
  });
});
