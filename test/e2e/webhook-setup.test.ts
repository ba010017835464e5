// What the set-up page yields works as it is: the URL with its header, the rule, and the YAML.
import { expect } from 'chai';
import { judgeRun } from '../../src/domain/platforms/run-verdict.rules.js';
import type { SetupChoices } from '../../src/domain/platforms/choices.rules.js';
import { webhookSetup } from '../../src/domain/platforms/setup.rules.js';
import { KEY, startService, stopServices } from '../support/service.js';

const SALES = 'abcdefab-0000-4000-8000-0000000000a1';
const SUPPORT = 'abcdefab-0000-4000-8000-0000000000a2';
const queues = [
  { id: SALES, agents: [{}, {}, { presence: 'On Queue', routingStatus: 'IDLE', skills: ['R&D, old'] }] },
  { id: SUPPORT, agents: [{ presence: 'On Queue', routingStatus: 'IDLE', skills: ['R&D 100%'] }] },
];

const CHOICES: SetupChoices = {
  platform: 'callgrid',
  style: 'members',
  decidesBy: 'field',
  publicUrl: '',
  queues: [{ id: SALES, name: 'Sales: "east" # 1' }],
  presence: ['Available'],
  routingStatus: [],
  skills: [],
  joined: true,
  minimum: 1,
  failurePolicy: 'closed',
  webhookName: 'sales-line',
  callerKey: KEY,
};

/** Choices of a page, and how many agents match them. */
const TABLE: Array<[what: string, choices: Partial<SetupChoices>, matching: number]> = [
  ["Genesys's own path", {}, 2],
  ['free agents', { presence: [], routingStatus: ['IDLE'] }, 1],
  ['two presences', { presence: ['Available', 'On Queue'] }, 3],
  ['two queues', { queues: [{ id: SALES }, { id: SUPPORT }], presence: [], routingStatus: ['IDLE'] }, 2],
  ['a skill', { queues: [{ id: SUPPORT }], presence: ['On Queue'], skills: ['R&D 100%'] }, 1],
];

describe('what the set-up page yields', () => {
  afterEach(stopServices);

  for (const [what, choices, matching] of TABLE) {
    for (const style of ['members', 'availability', 'webhook'] as const) {
      for (const decidesBy of ['field', 'status'] as const) {
        it(`accepts ${what} (${style}, ${decidesBy}) up to the agents there are, and not beyond`, async () => {
          const at = (minimum: number) => ({ ...CHOICES, ...choices, style, decidesBy, minimum });
          for (const minimum of [matching, matching + 1]) {
            const service = await startService({
              simulator: { queues, rateLimit: false },
              settings: webhookSetup(at(minimum)).yaml,
            });
            const setup = webhookSetup({ ...at(minimum), publicUrl: service.publicUrl });
            const [{ name, value } = { name: '', value: '' }] = setup.headers;
            const response = await fetch(setup.url, { headers: { [name]: value } });
            const verdict = judgeRun(setup.accept, { status: response.status, body: await response.text() });
            expect(verdict.accepted, verdict.reason).to.equal(minimum === matching);
            await stopServices();
          }
        });
      }
    }
  }
});
