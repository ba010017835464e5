import { expect } from 'chai';
import { membersOf, startService, stopServices } from '../support/service.js';
import { readProjectFile } from '../support/project-file.js';

const page = readProjectFile('docs/callgrid.md');

/** The columns of agents, and for each criterion what the page says of them. */
const [, columns = ''] = /^\| accept when \| criterion \|(.+)\|$/m.exec(page) ?? [];
const counts = [...columns.matchAll(/(\d+) agents?/g)].map(([, count]) => Number(count));
const criteria = [...page.matchAll(/^\| [^|]+ \| `(\w+)` _Greater Than_ `(\d+)` \|(.+)\|$/gm)].map(
  ([, field = '', value, verdicts = '']) => ({
    field: field as 'total' | 'pageCount',
    value: Number(value),
    verdicts: verdicts.split('|').map((verdict) => verdict.trim()),
  }),
);

describe("the CallGrid page's four examples", () => {
  afterEach(stopServices);

  it('are those of the guide', () => {
    const written = criteria.map(({ field, value }) => `${field} > ${value}`);
    expect(written).to.deep.equal(['total > 0', 'total > 2', 'total > 4', 'pageCount > 0']);
    expect(counts).to.deep.equal([0, 1, 3, 5]);
  });

  it('end as the page says for each number of agents', async () => {
    const available = { presence: 'Available', routingStatus: 'OFF_QUEUE', joined: true };
    const lunch = { presence: 'Meal', routingStatus: 'OFF_QUEUE', joined: true };
    const service = await startService();
    for (const [column, count] of counts.entries()) {
      const agents = Array.from({ length: count }, () => available);
      const queue = service.simulator.addQueue({ agents: [...agents, lunch] });
      const response = await service.get(membersOf(queue.id));
      const answer = (await response.json()) as { total: number; pageCount: number };
      for (const { field, value, verdicts } of criteria) {
        const accepted = answer[field] > value ? 'yes' : 'no';
        expect(accepted, `${field} > ${value} with ${count}`).to.equal(verdicts[column]);
      }
    }
  });
});
