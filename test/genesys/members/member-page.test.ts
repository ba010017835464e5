import { expect } from 'chai';
import fc from 'fast-check';
import { objectTexts, readMemberPage } from '../../../src/genesys/members/member-page.js';
import { refusal } from '../../domain/support.js';
import { blanks, entityTexts, listingText, valueTexts } from './json-texts.js';

/** Whether `text` is an object with a list of entities: random JSON may be a page by chance. */
function listsEntities(text: string): boolean {
  try {
    return Array.isArray((JSON.parse(text) as { entities?: unknown } | null)?.entities);
  } catch {
    return false;
  }
}

const invalidPage = (text: string) => refusal(() => readMemberPage(text)).code === 'genesys_answer_invalid';

describe('member page', () => {
  it('has the id, the user and the text of each member', () => {
    const ann = '{ "id":"m1", "user":{"id":"u1","name":"Ann"}, "ringNumber":1.0 }';
    const page = readMemberPage(
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
    it(`has ${hasNext ? 'a' : 'no'} next page when nextUri is ${nextUri}`, () => {
      expect(readMemberPage(`{"entities":[{"id":"a"}],"nextUri":${nextUri}}`).hasNext).to.equal(hasNext);
    });
  }

  it('passes on a total that Genesys claims, and none that is no number', () => {
    expect(readMemberPage('{"entities":[],"total":7}').claimedTotal).to.equal(7);
    expect(readMemberPage('{"entities":[],"total":"7"}')).not.to.have.property('claimedTotal');
  });

  it('is empty without entities when it is a page otherwise', () => {
    const empty = { members: [], hasNext: false };
    expect(readMemberPage('{"pageNumber":3,"pageSize":100}')).to.deep.equal(empty);
    expect(readMemberPage('{"entities":[]}')).to.deep.equal(empty);
  });

  for (const user of ['null', '"u1"', '{}', '{"id":""}', '{"id":7}', '[]']) {
    it(`counts a member by its own id when its user is ${user}`, () => {
      expect(readMemberPage(`{"entities":[{"id":"m","user":${user}}]}`).members[0]?.userId).to.equal('m');
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
    it(`is not ${JSON.stringify(text)}`, () => {
      expect(invalidPage(text)).to.equal(true);
    });
  }

  it('repeats nothing of an answer that is no page', () => {
    const error = refusal(() => readMemberPage('{"secret":"hunter2"}'));
    expect(error.message).to.contain('no page of queue members');
    expect(JSON.stringify([error.message, error.facts])).not.to.contain('hunter2');
  });

  it('reads an entity with a text of twenty million characters', () => {
    const entity = `{"id":"a","biography":"${'ab\\n'.repeat(5_000_000)}"}`;
    expect(readMemberPage(`{"entities":[${entity}]}`).members[0]?.json === entity).to.equal(true);
  });
});

describe('any member page', () => {
  it('keeps each entity to the byte, whatever stands in it and around it', () => {
    fc.assert(
      fc.property(fc.array(entityTexts, { maxLength: 5 }).chain(listingText), ({ text, entities }) => {
        const parsed = JSON.parse(text) as { entities: Array<{ id: string }> };
        const { members } = readMemberPage(text);
        expect(members.map(({ json }) => json)).to.deep.equal(entities);
        expect(members.map(({ id }) => id)).to.deep.equal(parsed.entities.map(({ id }) => id));
        members.forEach(({ json }, index) => {
          expect(JSON.parse(json)).to.deep.equal(parsed.entities[index]);
        });
      }),
      { numRuns: 500 },
    );
  });

  it('keeps numbers that JavaScript would write in another way', () => {
    const entity = '{"id":"a","n":[1.0,12345678901234567890,-0,1e2,0.10,1E400]}';
    expect(readMemberPage(`{"entities":[${entity}]}`).members[0]?.json).to.equal(entity);
  });

  it('takes the last of two lists of entities, as JSON.parse does', () => {
    const { members } = readMemberPage(
      '{"entities":[{"id":"a"}],"x":[{"id":"c"}],"entit\\u0069es":[{"id":"b"}]}',
    );
    expect(members.map(({ json }) => json)).to.deep.equal(['{"id":"b"}']);
    expect(readMemberPage('{"entities":[{"id":"a"}],"entities":[]}').members).to.deep.equal([]);
  });

  it('is never read from a part of its text', () => {
    const cut = fc
      .array(entityTexts, { maxLength: 3 })
      .chain(listingText)
      .chain(({ text }) => fc.nat(text.trimEnd().length - 1).map((length) => text.slice(0, length)));
    fc.assert(
      fc.property(cut, (text) => {
        expect(invalidPage(text)).to.equal(true);
      }),
    );
  });

  it('is never made of any other JSON: that counts as an error, not as nobody', () => {
    const other = fc
      .oneof(fc.json(), valueTexts, fc.string(), entityTexts)
      .filter((text) => !listsEntities(text));
    fc.assert(
      fc.property(other, blanks, (text, blank) => {
        expect(invalidPage(blank + text)).to.equal(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is no page with one entity that cannot be counted', () => {
    const hurt = fc.constantFrom('{}', 'null', '[]', '1', '"a"', '{"id":null}', '{"id":""}', '{"ID":"a"}');
    const lists = fc.tuple(
      fc.array(entityTexts, { maxLength: 3 }),
      hurt,
      fc.array(entityTexts, { maxLength: 3 }),
    );
    fc.assert(
      fc.property(
        lists.chain(([before, one, after]) => listingText([...before, one, ...after])),
        ({ text }) => {
          expect(invalidPage(text)).to.equal(true);
        },
      ),
    );
  });
});

describe('texts of objects', () => {
  const table: [json: string, texts: readonly string[]][] = [
    ['{}', []],
    ['{"list":[]}', []],
    ['{"other":[{"a":1}]}', []],
    ['{"list":{"list":[{"a":1}]}}', []],
    ['{"x":{"list":[{"a":1}]},"list":[{"b":2}]}', ['{"b":2}']],
    ['{"x":"list","y":[{"a":1}]}', []],
    ['{"x":"\\"list\\":[{","list":[{"a":"}]"}]}', ['{"a":"}]"}']],
    ['{"x":"\\\\","list":[{"a":"\\\\"},{"b":"\\""}]}', ['{"a":"\\\\"}', '{"b":"\\""}']],
    ['{"list":[ {"a":[{"b":{}}]} , { } ]}', ['{"a":[{"b":{}}]}', '{ }']],
  ];
  for (const [json, texts] of table) {
    it(`are ${texts.length} in ${json}`, () => {
      expect(objectTexts(json, 'list')).to.deep.equal(texts);
    });
  }
});
