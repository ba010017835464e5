import { expect } from 'chai';
import fc from 'fast-check';
import { readListing } from '../../../src/genesys/members/entity-texts.js';
import { readMemberPage } from '../../../src/genesys/members/member-page.js';
import { Slices } from '../../../src/runtime/slices.js';
import { rejection } from '../../domain/support.js';
import { blanks, entityTexts, listingText, valueTexts } from './json-texts.js';

/** Whether `text` is an object with a list of entities: random JSON may be a page by chance. */
function listsEntities(text: string): boolean {
  try {
    return Array.isArray((JSON.parse(text) as { entities?: unknown } | null)?.entities);
  } catch {
    return false;
  }
}

const invalidPage = async (text: string) =>
  (await rejection(readMemberPage(text))).code === 'genesys_answer_invalid';

describe('member page', () => {
  it('has the id, the user and the text of each member', async () => {
    const ann = '{ "id":"m1", "user":{"id":"u1","name":"Ann"}, "ringNumber":1.0 }';
    const page = await readMemberPage(
      `{"entities":[${ann},{"id":"m2","user":{"id":"u"}},{"id":"m"}],"pageSize":1}`,
    );
    expect(page).to.deep.equal({
      members: [
        { id: 'm1', userId: 'u1', json: ann },
        { id: 'm2', userId: 'u', json: '{"id":"m2","user":{"id":"u"}}' },
        { id: 'm', userId: 'm', json: '{"id":"m"}' },
      ],
      hasNext: false,
    });
  });

  const next: [nextUri: string, hasNext: boolean][] = [
    ['"/api/v2/next"', true],
    ['null', false],
    ['""', false],
  ];
  for (const [nextUri, hasNext] of next) {
    it(`has ${hasNext ? 'a' : 'no'} next page when nextUri is ${nextUri}`, async () => {
      expect((await readMemberPage(`{"entities":[{"id":"a"}],"nextUri":${nextUri}}`)).hasNext).to.equal(
        hasNext,
      );
    });
  }

  it('passes on a total that Genesys claims, and none that is no number', async () => {
    expect((await readMemberPage('{"entities":[],"total":7}')).claimedTotal).to.equal(7);
    expect(await readMemberPage('{"entities":[],"total":"7"}')).not.to.have.property('claimedTotal');
  });

  it('is empty without entities when it is a page otherwise', async () => {
    const empty = { members: [], hasNext: false };
    expect(await readMemberPage('{"pageNumber":3,"pageSize":100}')).to.deep.equal(empty);
    expect(await readMemberPage('{"entities":[]}')).to.deep.equal(empty);
  });

  for (const user of ['null', '"u1"', '{}', '{"id":""}', '{"id":7}', '[]']) {
    it(`counts a member by its own id when its user is ${user}`, async () => {
      expect((await readMemberPage(`{"entities":[{"id":"m","user":${user}}]}`)).members[0]?.userId).to.equal(
        'm',
      );
    });
  }

  const noPages = [
    ...['', ' ', 'OK', '<html></html>', 'null', 'true', '0', '"entities"', '[]', '{}', '[{"id":"a"}]'],
    ...['{"entities":null}', '{"entities":{}}', '{"entities":"none"}', '{"entities":0}'],
    ...['{"entities":[null]}', '{"entities":[[]]}', '{"entities":["a"]}', '{"entities":[{}]}'],
    ...['{"entities":[{"id":null}]}', '{"entities":[{"id":""}]}', '{"entities":[{"id":1}]}'],
    ...['{"entities":[{"id":"a"},{"name":"b"}]}', '{"entities":[],"nextUri":7}'],
    ...['{"pageNumber":1}', '{"pageSize":25}', '{"total":0}', '{"pageNumber":"1","pageSize":"25"}'],
    ...['{"entities":null,"pageNumber":1,"pageSize":25}', '{"Entities":[],"pageNumber":1}'],
    ...['{"message":"gone","code":"not.found","status":404}', '{"entities":[]', '{"entities":[]}}'],
    ...['\ufeff{"entities":[]}', '{"data":{"entities":[]}}'],
  ];
  for (const text of noPages) {
    it(`is not ${JSON.stringify(text)}`, async () => {
      expect(await invalidPage(text)).to.equal(true);
    });
  }

  it('repeats nothing of an answer that is no page', async () => {
    const error = await rejection(readMemberPage('{"secret":"hunter2"}'));
    expect(error.message).to.contain('no page of queue members');
    expect(JSON.stringify([error.message, error.facts])).not.to.contain('hunter2');
  });

  it('reads an entity with a text of twelve million characters', async () => {
    const entity = `{"id":"a","biography":"${'ab'.repeat(6_000_000)}\\n"}`;
    expect((await readMemberPage(`{"entities":[${entity}]}`)).members[0]?.json === entity).to.equal(true);
  });

  for (const marks of ['['.repeat(2e5) + ']'.repeat(2e5), `"${'\\n'.repeat(3e5)}"`])
    it(`is none with an entity of more structure than can be read at one go: ${marks.slice(0, 9)}`, async () => {
      expect(await invalidPage(`{"entities":[{"id":"a","x":${marks}}]}`)).to.equal(true);
      expect(await invalidPage(`{"entities":[],"x":${marks}}`)).to.equal(true);
    });
});

describe('any member page', () => {
  it('keeps each entity to the byte, whatever stands in it and around it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(entityTexts, { maxLength: 5 }).chain(listingText),
        async ({ text, entities }) => {
          const parsed = JSON.parse(text) as { entities: Array<{ id: string }> };
          const { members } = await readMemberPage(text);
          expect(members.map(({ json }) => json)).to.deep.equal(entities);
          expect(members.map(({ id }) => id)).to.deep.equal(parsed.entities.map(({ id }) => id));
          members.forEach(({ json }, index) => {
            expect(JSON.parse(json)).to.deep.equal(parsed.entities[index]);
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('keeps numbers that JavaScript would write in another way', async () => {
    const entity = '{"id":"a","n":[1.0,12345678901234567890,-0,1e2,0.10,1E400]}';
    expect((await readMemberPage(`{"entities":[${entity}]}`)).members[0]?.json).to.equal(entity);
  });

  it('takes the last of two lists of entities, as JSON.parse does', async () => {
    const { members } = await readMemberPage(
      '{"entities":[{"id":"a"}],"x":[{"id":"c"}],"entit\\u0069es":[{"id":"b"}]}',
    );
    expect(members.map(({ json }) => json)).to.deep.equal(['{"id":"b"}']);
    expect((await readMemberPage('{"entities":[{"id":"a"}],"entities":[]}')).members).to.deep.equal([]);
  });

  it('is never read from a part of its text', async () => {
    const cut = fc
      .array(entityTexts, { maxLength: 3 })
      .chain(listingText)
      .chain(({ text }) => fc.nat(text.trimEnd().length - 1).map((length) => text.slice(0, length)));
    await fc.assert(
      fc.asyncProperty(cut, async (text) => {
        expect(await invalidPage(text)).to.equal(true);
      }),
    );
  });

  it('is never made of any other JSON: that counts as an error, not as nobody', async () => {
    const other = fc
      .oneof(fc.json(), valueTexts, fc.string(), entityTexts)
      .filter((text) => !listsEntities(text));
    await fc.assert(
      fc.asyncProperty(other, blanks, async (text, blank) => {
        expect(await invalidPage(blank + text)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is no page with one entity that cannot be counted', async () => {
    const hurt = fc.constantFrom('{}', 'null', '[]', '1', '"a"', '{"id":null}', '{"id":""}', '{"ID":"a"}');
    const lists = fc.tuple(
      fc.array(entityTexts, { maxLength: 3 }),
      hurt,
      fc.array(entityTexts, { maxLength: 3 }),
    );
    await fc.assert(
      fc.asyncProperty(
        lists.chain(([before, one, after]) => listingText([...before, one, ...after])),
        async ({ text }) => {
          expect(await invalidPage(text)).to.equal(true);
        },
      ),
    );
  });
});

describe('texts of objects', () => {
  const table: [json: string, texts: readonly string[] | undefined][] = [
    ['{}', undefined],
    ['{"list":[]}', []],
    ['{"list":[ ]}', []],
    ['{"other":[{"a":1}]}', undefined],
    ['{"list":{"list":[{"a":1}]}}', undefined],
    ['{"x":{"list":[{"a":1}]},"list":[{"b":2}]}', ['{"b":2}']],
    ['{"x":"list","y":[{"a":1}]}', undefined],
    ['{"x":"\\"list\\":[{","list":[{"a":"}]"}]}', ['{"a":"}]"}']],
    ['{"x":"\\\\","list":[{"a":"\\\\"},{"b":"\\""}]}', ['{"a":"\\\\"}', '{"b":"\\""}']],
    ['{"list":[ {"a":[{"b":{}}]} , { } ]}', ['{"a":[{"b":{}}]}', '{ }']],
    ['{"list":[{"a":1},]}', ['{"a":1}', '']],
  ];
  for (const [json, texts] of table) {
    it(`are ${texts?.length ?? 'none'} in ${json}`, async () => {
      expect((await readListing(json, 'list', new Slices()))?.texts).to.deep.equal(texts);
    });
  }

  it('leave a frame that is the rest of it', async () => {
    const listing = await readListing(
      '{"a":[1],"list":[{"b":2}, {"c":3}],"z":{"list":[4]}}',
      'list',
      new Slices(),
    );
    expect(listing?.frame).to.equal('{"a":[1],"list":[],"z":{"list":[4]}}');
  });
});

describe('an answer of any size', () => {
  /** Turns of the event loop that others have while a page is read. */
  async function turnsDuring(text: string) {
    let [turns, over] = [0, false];
    const turn = () => {
      turns += 1;
      if (!over) setImmediate(turn);
    };
    setImmediate(turn);
    await readMemberPage(text).catch(() => undefined);
    over = true;
    return turns;
  }

  const large: Array<[what: string, text: () => string]> = [
    [
      'a page of the largest size',
      () => `{"entities":[${`{"id":"a","x":"${'ab'.repeat(80_000)}"},`.repeat(99)}{"id":"b"}]}`,
    ],
    [
      'millions of brackets that never end',
      () => `{"entities":[${`{"id":"a","x":[${'[],'.repeat(50_000)}0]},`.repeat(40)}`,
    ],
  ];
  for (const [what, text] of large) {
    it(`lets others have their turns: ${what}`, async () => {
      expect(await turnsDuring(text())).to.be.greaterThan(1);
    });
  }

  it('is not kept for an entity that is a small part of it', async () => {
    const { members } = await readMemberPage(
      `{"x":"${'y'.repeat(1e5)}","entities":[{"id":"a","name":"Zoë"}]}`,
    );
    expect(members[0]?.json).to.equal('{"id":"a","name":"Zoë"}');
  });
});
