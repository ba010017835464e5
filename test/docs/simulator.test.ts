import { expect } from 'chai';
import { program } from '../../src/cli/program.js';
import { parseFaultRule, startSimulator, type Simulator } from '../../src/simulator/index.js';
import { HABIT_NAMES, parseHabits } from '../../src/simulator/activity/control.js';
import { parsePushFaults } from '../../src/simulator/notifications/parse.js';
import { membersOf, NO_CACHE, startService, stopServices } from '../support/service.js';
import { readProjectFile } from '../support/project-file.js';

const SALES = '11111111-1111-4111-8111-111111111111';
const page = readProjectFile('docs/simulator.md');

/** First cells of the table whose head begins with `head`. */
const firstCells = (head: string): string[] => {
  const [, table = ''] = page.split(`\n| ${head} |`);
  const [rows = ''] = table.split('\n\n');
  return [...rows.matchAll(/^\| `([^`]+)`/gm)].map(([, cell = '']) => cell);
};
/** Rules that the page says to try: what the members route then answers, with a code unless it is 200. */
const tried = [...page.matchAll(/^\| `(\{.+\})` \| (\d+)(?: `(\w+)`)?/gm)].map(
  ([, rule = '', status, code]) => ({
    rule,
    status: Number(status),
    code,
  }),
);

describe('the page of the simulator', function () {
  this.timeout(10_000);
  let control: Simulator;
  before(async () => (control = await startSimulator({ control: true })));
  after(() => control.close());
  afterEach(stopServices);

  it('has every option with its default', () => {
    const command = program(() => undefined).commands.find((one) => one.name() === 'simulate');
    const options = command?.options.map(({ flags, defaultValue }) => `| \`${flags}\` | ${defaultValue} |`);
    for (const option of options ?? []) expect(page).to.include(option);
    expect(firstCells('option')).to.have.length(options?.length ?? 0);
  });

  it('has every kind of fault', () => {
    let told = '';
    try {
      parseFaultRule({ do: 'nothing' });
    } catch (fault) {
      told = String(fault);
    }
    const [, kinds = ''] = /there are (.+)\./.exec(told) ?? [];
    expect(firstCells('kind')).to.have.members(kinds.split(', '));
  });

  it('has fields that rules take', () => {
    const sound: Readonly<Record<string, unknown>> = {
      on: 'members',
      method: 'GET',
      queueId: SALES,
      pageNumber: 1,
      minPageSize: 50,
      skip: 1,
      times: 1,
      chance: 0.5,
      do: 'hang',
    };
    expect(firstCells('field')).to.deep.equal(Object.keys(sound));
    parseFaultRule(sound);
    const [, routes = ''] = /^\| `on` \| (.+?) \|/m.exec(page) ?? [];
    for (const [, on] of routes.matchAll(/`(\w+)`/g)) parseFaultRule({ on, do: 'hang' });
  });

  it('has every habit of analytics, and bodies that are read', () => {
    const [, table = ''] = page.split('\n| habit |');
    const heads = [...(table.split('\n\n')[0] ?? '').matchAll(/^\| (`.+?`) \|/gm)].map(
      ([, head = '']) => head,
    );
    expect(heads.flatMap((head) => [...head.matchAll(/`(\w+)`/g)].map(([, name]) => name))).to.have.members(
      HABIT_NAMES,
    );
    const lines = [...page.matchAll(/^curl -X POST \S+\/simulator\/activity -d '(.+)'$/gm)];
    expect(lines).to.have.length.greaterThan(1);
    for (const [, body = ''] of lines) parseHabits(JSON.parse(body));
  });

  it('has requests that the control surface takes', async () => {
    const requests = page.matchAll(/^\| `(GET|POST|DELETE) (\/simulator\/\S+)`(?: with `(.+?)`)? \|/gm);
    const statuses: number[] = [];
    for (const [, method = '', path = '', body] of requests) {
      const given = path === '/simulator/faults' && method === 'POST' ? '{"do":"hang"}' : body;
      const answer = await fetch(control.url + path, { method, ...(given !== undefined && { body: given }) });
      statuses.push(answer.status);
      await answer.arrayBuffer();
    }
    expect(statuses).to.have.length.greaterThan(10);
    expect(statuses.filter((status) => status >= 300)).to.deep.equal([]);
  });

  it('has curl lines with bodies that are read', () => {
    const lines = [...page.matchAll(/^curl -X POST \S+\/simulator\/(\S+)faults -d '(.+)'$/gm)];
    const rules = [...page.matchAll(/\/simulator\/faults -d '(.+)'$/gm)];
    expect(lines.length + rules.length).to.be.greaterThan(2);
    for (const [, , body = ''] of lines) parsePushFaults(JSON.parse(body));
    for (const [, body = ''] of rules) parseFaultRule(JSON.parse(body));
  });

  it('tries each trouble', () => expect(tried).to.have.length.greaterThan(20));
  for (const { rule, status, code } of tried) {
    it(`says what is answered under ${rule}`, async () => {
      const simulator = { control: true };
      const parsed = parseFaultRule(JSON.parse(rule));
      const service = await startService({
        simulator,
        environment: NO_CACHE,
        startWithoutToken: true,
        prepare: (running) => {
          running.fault(parsed);
          return Promise.resolve({});
        },
      });
      const answer = await service.get(membersOf(SALES));
      const body = (await answer.json()) as { code?: string };
      expect([answer.status, body.code]).to.deep.equal([status, code]);
    });
  }

  it('says what a limit of 5 a minute does to six questions', async () => {
    const service = await startService({ simulator: { rateLimit: { perMinute: 5 } }, environment: NO_CACHE });
    const codes: unknown[] = [];
    for (const presence of ['Available', 'Away', 'Break', 'Busy', 'Meal', 'Meeting']) {
      const answer = await service.get(`/api/v2/routing/queues/${SALES}/members?presence=${presence}`);
      codes.push(((await answer.json()) as { code?: string }).code);
    }
    expect(codes[0]).to.equal(undefined);
    expect(codes.at(-1)).to.equal('genesys_rate_limited');
  });
});
