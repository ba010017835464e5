// What a fetch does when Genesys, or our own bound, finds a page too large: the same members on smaller pages.
import { expect } from 'chai';
import { failureOf } from '../../support/failure.js';
import { crowd, QUEUE, query, startGenesys, stopGenesys, type Genesys } from '../../support/genesys.js';

const idsOf = async ({ members }: Genesys) =>
  (await members.get(query())).snapshot.members.map(({ id }) => id);
const pagesAsked = ({ simulator }: Genesys) =>
  simulator.requests.map(({ pageSize, pageNumber }) => `${pageNumber} of ${pageSize}`);
const TOO_LARGE = { kind: 'status', status: 413 } as const;

describe('a fetch over pages that are too large', () => {
  afterEach(stopGenesys);

  it('halves the pages', async () => {
    const genesys = await startGenesys({ simulator: crowd(120) });
    genesys.simulator.fault({ minPageSize: 51, do: TOO_LARGE });
    expect(await idsOf(genesys)).to.deep.equal(genesys.simulator.matching(QUEUE).ids);
    expect(pagesAsked(genesys)).to.deep.equal(['1 of 100', '1 of 50', '2 of 50', '3 of 50']);
  });

  it('halves them twice', async () => {
    const genesys = await startGenesys({ simulator: crowd(60) });
    genesys.simulator.fault({ minPageSize: 26, do: TOO_LARGE });
    expect(await idsOf(genesys)).to.deep.equal(genesys.simulator.matching(QUEUE).ids);
    expect(pagesAsked(genesys)).to.deep.equal(['1 of 100', '1 of 50', '1 of 25', '2 of 25', '3 of 25']);
  });

  it('goes on in the middle, where the large page would have begun', async () => {
    const genesys = await startGenesys({ simulator: crowd(297) });
    genesys.simulator.fault({ pageNumber: 3, minPageSize: 51, do: TOO_LARGE });
    expect(await idsOf(genesys)).to.deep.equal(genesys.simulator.matching(QUEUE).ids);
    expect(pagesAsked(genesys)).to.deep.equal([
      ...['1 of 100', '2 of 100', '3 of 100', '5 of 50', '6 of 50'],
    ]);
  });

  it('counts only answered pages against maxPages', async () => {
    const genesys = await startGenesys({ simulator: crowd(50), load: { maxPages: 2 } });
    genesys.simulator.fault({ minPageSize: 26, do: TOO_LARGE });
    expect(await idsOf(genesys)).to.have.length(50);
  });

  it('fails when the smallest page is too large still', async () => {
    const genesys = await startGenesys({ simulator: crowd(60) });
    genesys.simulator.fault({ do: TOO_LARGE });
    expect((await failureOf(idsOf(genesys))).code).to.equal('genesys_answer_too_large');
    expect(pagesAsked(genesys)).to.deep.equal(['1 of 100', '1 of 50', '1 of 25']);
    expect(genesys.fetched).to.deep.equal(['failed']);
  });

  it('does the same for pages over maxResponseBytes', async () => {
    const measured = await startGenesys({ simulator: crowd(100) });
    const { snapshot } = await measured.members.get(query());
    const bytes = snapshot.members.reduce((sum, { json }) => sum + json.length + 1, 0);
    const genesys = await startGenesys({
      simulator: crowd(100),
      transport: { maxResponseBytes: Math.round(bytes * 0.7) },
    });
    expect(await idsOf(genesys)).to.have.length(100);
    expect(pagesAsked(genesys)).to.deep.equal(['1 of 100', '1 of 50', '2 of 50']);
    expect(genesys.requested).to.deep.equal(['too-large', 200, 200]);
  });

  it('fails when a page of any size is over maxResponseBytes', async () => {
    const genesys = await startGenesys({ simulator: crowd(100), transport: { maxResponseBytes: 1_000 } });
    expect((await failureOf(idsOf(genesys))).code).to.equal('genesys_answer_too_large');
    expect(genesys.simulator.count()).to.equal(3);
  });
});
