import { expect } from 'chai';
import fc from 'fast-check';
import { readMembersRequest } from '../../src/domain/member-query.rules.js';
import type { Page } from '../../src/domain/members-path.rules.js';
import { pageFrame, pageItems } from '../../src/domain/page.rules.js';
import { queries } from './arbitraries.js';
import { QUEUE } from './support.js';

const QUERY = { queueId: QUEUE, filters: { presence: ['On Queue'] } };

/** The page that a link leads to. */
function pageOf(uri: string): Page {
  return readMembersRequest(QUEUE, [...new URL(uri, 'http://any').searchParams]).page;
}

describe('page frame', () => {
  // Page numbers of the links; undefined where there is none.
  type Links = [previous: number | undefined, next: number | undefined, last: number];
  const table: [total: number, page: Page, pageCount: number, links: Links][] = [
    [0, { pageNumber: 1, pageSize: 25 }, 0, [undefined, undefined, 1]],
    [0, { pageNumber: 2, pageSize: 25 }, 0, [1, undefined, 1]],
    [0, { pageNumber: 9, pageSize: 25 }, 0, [1, undefined, 1]],
    [1, { pageNumber: 1, pageSize: 1 }, 1, [undefined, undefined, 1]],
    [24, { pageNumber: 1, pageSize: 25 }, 1, [undefined, undefined, 1]],
    [25, { pageNumber: 1, pageSize: 25 }, 1, [undefined, undefined, 1]],
    [26, { pageNumber: 1, pageSize: 25 }, 2, [undefined, 2, 2]],
    [26, { pageNumber: 2, pageSize: 25 }, 2, [1, undefined, 2]],
    [51, { pageNumber: 2, pageSize: 25 }, 3, [1, 3, 3]],
    [51, { pageNumber: 3, pageSize: 25 }, 3, [2, undefined, 3]],
    [51, { pageNumber: 4, pageSize: 25 }, 3, [3, undefined, 3]],
    [51, { pageNumber: 5, pageSize: 25 }, 3, [3, undefined, 3]],
    [51, { pageNumber: Number.MAX_SAFE_INTEGER, pageSize: 25 }, 3, [3, undefined, 3]],
  ];
  for (const [total, page, pageCount, [previous, next, last]] of table) {
    it(`of page ${page.pageNumber} of ${total} members, ${page.pageSize} a page, has ${pageCount} pages and the right links`, () => {
      const frame = pageFrame(QUERY, page, total);
      const { pageSize, pageNumber } = frame;
      expect({ pageSize, pageNumber }).to.deep.equal(page);
      expect(frame.total).to.equal(total);
      expect(frame.pageCount).to.equal(pageCount);
      const number = (uri: string | undefined) => uri && pageOf(uri).pageNumber;
      expect(number(frame.previousUri)).to.equal(previous);
      expect(number(frame.nextUri)).to.equal(next);
      expect(number(frame.lastUri)).to.equal(last);
      expect(number(frame.firstUri)).to.equal(1);
      expect(number(frame.selfUri)).to.equal(page.pageNumber);
    });
  }

  it('leaves out links that lead nowhere instead of writing null', () => {
    const frame = pageFrame(QUERY, { pageNumber: 1, pageSize: 25 }, 25);
    expect(frame).not.to.have.any.keys('nextUri', 'previousUri');
  });

  it('writes relative links with the filters and nothing but Genesys parameters', () => {
    const frame = pageFrame(QUERY, { pageNumber: 1, pageSize: 25 }, 26);
    expect(frame.nextUri).to.equal(
      `/api/v2/routing/queues/${QUEUE}/members?pageSize=25&pageNumber=2&presence=On%20Queue`,
    );
  });
});

describe('page items', () => {
  const items = ['a', 'b', 'c', 'd', 'e'];
  const table: [page: Page, shown: readonly string[]][] = [
    [{ pageNumber: 1, pageSize: 2 }, ['a', 'b']],
    [{ pageNumber: 3, pageSize: 2 }, ['e']],
    [{ pageNumber: 4, pageSize: 2 }, []],
    [{ pageNumber: 1, pageSize: 5 }, items],
    [{ pageNumber: 1, pageSize: 100 }, items],
    [{ pageNumber: Number.MAX_SAFE_INTEGER, pageSize: 100 }, []],
  ];
  for (const [page, shown] of table) {
    it(`are ${shown.join('') || 'none'} on page ${page.pageNumber} of ${page.pageSize}`, () => {
      expect(pageItems(items, page)).to.deep.equal(shown);
    });
  }
});

describe('fetching the pages of an answer', () => {
  it('along nextUri shows every item once and in order, and along previousUri backwards', () => {
    const sizes = fc.integer({ min: 1, max: 100 });
    fc.assert(
      fc.property(queries, fc.integer({ min: 0, max: 400 }), sizes, (query, total, pageSize) => {
        const items = Array.from({ length: total }, (_, index) => index);
        const shown: number[] = [];
        let page: Page = { pageNumber: 1, pageSize };
        let frame = pageFrame(query, page, total);
        expect(frame.pageCount).to.equal(Math.ceil(total / pageSize));
        for (let visited = 1; ; visited++) {
          shown.push(...pageItems(items, page));
          expect(frame.selfUri).to.equal(pageFrame(query, pageOf(frame.selfUri), total).selfUri);
          if (!frame.nextUri) break;
          expect(visited).to.be.lessThan(frame.pageCount);
          page = pageOf(frame.nextUri);
          expect(page).to.deep.equal({ pageNumber: visited + 1, pageSize });
          frame = pageFrame(query, page, total);
        }
        expect(shown).to.deep.equal(items);
        expect(frame.lastUri).to.equal(frame.selfUri);
        const back: number[] = [];
        for (; frame.previousUri; frame = pageFrame(query, pageOf(frame.previousUri), total))
          back.push(frame.pageNumber);
        expect(back).to.have.length(Math.max(frame.pageCount - 1, 0));
        expect(frame.firstUri).to.equal(frame.selfUri);
      }),
    );
  });
});
