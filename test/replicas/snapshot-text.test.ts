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
  it('is the same when it is read back, but for the moment that the reader tells', () => {
    fc.assert(
      fc.property(snapshot, number, (written, takenAt) => {
        expect(decodeSnapshot(encodeSnapshot(written, true), takenAt, true)).to.deep.equal({
          ...written,
          takenAt,
        });
      }),
    );
  });

  it('comes through UTF-8 unharmed', () => {
    fc.assert(
      fc.property(snapshot, (written) => {
        const sent = Buffer.from(encodeSnapshot(written, true), 'utf8').toString('utf8');
        expect(decodeSnapshot(sent, written.takenAt, true)).to.deep.equal(written);
      }),
    );
  });

  it('does not tell its moment: that is the business of whoever keeps it', () => {
    expect(encodeSnapshot({ ...SAMPLE, takenAt: 123_456.5 }, true)).to.equal(encodeSnapshot(SAMPLE, true));
  });

  it('is a snapshot or nothing, whatever the text is', () => {
    const any = fc.oneof(
      text,
      fc.json(),
      fc.jsonValue().map((value) => JSON.stringify([1, 2, 3, [], value])),
    );
    fc.assert(
      fc.property(any, (other) => {
        const read = decodeSnapshot(other, 0, true);
        if (read !== undefined) expect(isSound(read), other).to.equal(true);
      }),
    );
  });

  it('is nothing when the end is missing', () => {
    const whole = encodeSnapshot(SAMPLE, true);
    for (let length = 0; length < whole.length; length++)
      expect(decodeSnapshot(whole.slice(0, length), 0, true), String(length)).to.equal(undefined);
  });

  it('is nothing when any part is of another kind, missing or too much', () => {
    const parts = JSON.parse(encodeSnapshot(SAMPLE, true)) as unknown[];
    const others = [
      null,
      true,
      0.5,
      'x',
      [],
      {},
      [1],
      [[1]],
      [['a', 'b']],
      [['a', 'b', 'c', 'd']],
      [['a', 'b', null]],
    ];
    const kind = (value: unknown) =>
      JSON.stringify(value, (_, one: unknown) => (Array.isArray(one) ? one : typeof one));
    let refused = 0;
    for (const [index, part] of parts.entries())
      for (const other of others) {
        // An empty list is a list, and a number a number; but a version is this one or none.
        if (index > 0 && (kind(other) === kind(part) || (Array.isArray(part) && kind(other) === '[]')))
          continue;
        const wrong = JSON.stringify(parts.with(index, other));
        expect(decodeSnapshot(wrong, 0, true), wrong).to.equal(undefined);
        refused += 1;
      }
    expect(refused).to.be.above(40);
    for (const wrong of [parts.slice(1), parts.slice(0, -1), [...parts, 0], { ...parts }, null, 'x', 1])
      expect(decodeSnapshot(JSON.stringify(wrong), 0, true)).to.equal(undefined);
  });

  it('leaves agents out where they are not wanted, and is of no use then to who wants them', () => {
    const bare = encodeSnapshot(SAMPLE, false);
    expect(bare).not.to.contain('name');
    const members = [{ id: 'm', userId: 'u', json: '' }];
    expect(decodeSnapshot(bare, 5, false)).to.deep.equal({ ...SAMPLE, members });
    expect(decodeSnapshot(bare, 5, true)).to.equal(undefined);
    expect(decodeSnapshot(encodeSnapshot(SAMPLE, true), 5, false)).to.deep.equal(SAMPLE);
  });

  for (const json of ['x', 'null', '[]', '{"id":"m"', '"id":"m"}', ' '])
    it(`is nothing with a member whose text is ${JSON.stringify(json)}`, () => {
      const text = encodeSnapshot({ ...SAMPLE, members: [{ id: 'm', userId: 'u', json }] }, true);
      expect(decodeSnapshot(text, 0, true)).to.equal(undefined);
      expect(decodeSnapshot(text, 0, false)).to.equal(undefined);
    });

  const BAD: ReadonlyArray<readonly [what: string, asOf: number, pages: number]> = [
    ['a moment beyond all dates', 8.64e15 + 1, 1],
    ['no pages', 0, 0],
    ['half a page', 0, 0.5],
    ['more pages than there can be', 0, 1_000_001],
  ];
  for (const [what, asOf, pages] of BAD)
    it(`is nothing with ${what}`, () =>
      expect(decodeSnapshot(JSON.stringify([1, asOf, pages, [], []]), 0, true)).to.equal(undefined));
});
