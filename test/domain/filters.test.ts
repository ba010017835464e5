// A filter is one entry of one table: what is made of an entry is seen from outside, for one that nobody else knows.
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { filterEntries } from '../../src/domain/filters.js';
import { readFilters } from '../../src/domain/member-query.rules.js';
import { readMembersQuery } from '../../src/simulator/query.js';

interface Asked {
  readonly status: number;
  readonly answer: { readonly filters?: string; readonly firstUri?: string; readonly detail?: string };
  readonly asked: readonly string[];
}
interface Seen extends Record<'members' | 'otherwise' | 'form' | 'webhook' | 'tag', Asked> {
  readonly words: readonly string[];
  readonly described?: string;
  readonly inBody: readonly string[];
  readonly inQuery: ReadonlyArray<{ readonly $ref?: string }>;
}

describe('a filter that is added to the table', () => {
  let seen: Seen;
  before(function () {
    this.timeout(60_000);
    const script = fileURLToPath(new URL('../support/made-up-filter.ts', import.meta.url));
    const output = execFileSync(process.execPath, ['--import', 'tsx', script], { encoding: 'utf8' });
    seen = JSON.parse(output) as Seen;
  });

  it('arrives at Genesys, as it is written there, from the query string', () => {
    expect(seen.members.status).to.equal(200);
    expect(seen.members.asked).to.deep.equal(['pageSize=100&pageNumber=1&madeUpShift=EARLY']);
    expect(seen.members.answer.firstUri).to.match(/[?&]madeUpShift=EARLY$/);
  });

  it('is a question of its own for each value: nothing is answered from the other', () => {
    expect(seen.otherwise.asked).to.deep.equal(['pageSize=100&pageNumber=1&madeUpShift=LATE']);
  });

  it('arrives from a body', () => {
    expect(seen.form.answer.filters).to.equal('presence=Available&joined=true&madeUpShift=EARLY,LATE');
    expect(seen.form.asked.join()).to.contain('madeUpShift=EARLY,LATE');
  });

  it('arrives from the settings of a named webhook', () => {
    expect(seen.webhook.answer.filters).to.contain('madeUpShift=LATE');
    expect(seen.webhook.asked.join()).to.contain('madeUpShift=LATE');
  });

  it('is refused with a tag in it', () => {
    expect(seen.tag).to.include({ status: 400 });
    expect(seen.tag.answer.detail).to.match(/^"madeUpShift" is "\{\{shift\}\}"/);
  });

  it('is told in words and described', () => {
    expect(seen.words).to.include('made-up shift EARLY');
    expect(seen.described).to.match(/^The made-up shift\./);
    expect(seen.inBody).to.include('madeUpShift');
    expect(seen.inQuery.map(({ $ref }) => $ref)).to.include('#/components/parameters/madeUpShift');
  });
});

describe('the simulator', () => {
  // It shares no code with the service, so that it doesn't repeat its mistakes.
  for (const [name, { type, example, values = [] }] of filterEntries().filter(
    ([, one]) => one.each === undefined,
  )) {
    it(`knows the filter ${name}, and its values`, () => {
      for (const value of [example, ...values]) {
        const { filters } = readMembersQuery(new URLSearchParams({ [name]: value }));
        const read = readFilters(new Map([[name, [value]]]));
        expect((filters as Record<string, unknown>)[name], `${type} ${value}`).to.deep.equal(read[name]);
      }
    });
  }
});
