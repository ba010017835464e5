// The page in a real browser, before the real service and the simulator.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildPage, launchBrowser, openPage, type WatchedPage } from '../support/browser.js';
import { keyDigest } from '../../src/domain/key-digest.js';
import { KEY, startService, stopServices, type TestService } from '../support/service.js';
import { needs } from '../support/tools.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const EMPTY = 'abcdefab-0000-4000-8000-000000000002';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const settings = `
webhooks:
  sales-line: { queues: [${QUEUE}], filters: { routingStatus: [IDLE] }, minimum: 2 }
`;
const queues = [
  {
    id: QUEUE,
    name: 'Sales East',
    agents: [
      { name: 'Ann Example', presence: 'On Queue', routingStatus: 'IDLE' },
      { name: 'Bob Example', presence: 'On Queue', routingStatus: 'IDLE' },
      { name: 'Cy Example', presence: 'Available' },
    ],
  },
  { id: EMPTY, name: 'Night shift', agents: [{ presence: 'Busy' }] },
];

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };

interface AxeResults {
  readonly violations: { id: string; impact: string; nodes: { html: string }[] }[];
}
/** What depends on the theme alone, and what doesn't. */
const COLOURS = { runOnly: ['color-contrast'] };
const ALL_BUT_COLOURS = { rules: { 'color-contrast': { enabled: false } } };

describe('the status page in a browser', function () {
  this.timeout(60_000);
  let browser: Browser;
  let service: TestService;

  before(async function () {
    needs(this, 'chromium');
    buildPage();
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  afterEach(stopServices);

  async function start() {
    service = await startService({ settings, simulator: { queues } });
    await service.get(`/v1/queues/${QUEUE}/availability`);
    await service.get(`/v1/queues/${EMPTY}/availability`);
    await service.get('/v1/webhooks/sales-line');
  }

  const open = (hash = '', options: BrowserContextOptions = {}, allowed?: RegExp): Promise<WatchedPage> =>
    openPage(browser, `${service.adminUrl}/${hash}`, options, allowed);
  const verdictSays = (page: Page, words: string, timeout = 3_000) =>
    page.locator('#verdict', { hasText: words }).waitFor({ timeout });

  /** Serious faults of accessibility, each with the first place where it was found. */
  async function seriousFaults(page: Page, options: object = {}): Promise<string[]> {
    // By the debugger, not by the page: its policy lets no other script in.
    await page.evaluate(`globalThis.axe ?? ${AXE}`);
    const found = await page.evaluate(
      async (asked) => {
        const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
        return (await axe.run(asked)).violations;
      },
      { resultTypes: ['violations'], ...options },
    );
    return found
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
  }

  it('shows what is asked by name, named webhooks and callers, and nobody by name', async () => {
    await start();
    const { page, faults } = await open();
    await page.locator('#queries', { hasText: 'Sales East' }).waitFor();
    await page.locator('#queries', { hasText: 'Night shift' }).waitFor();
    await page.locator('#webhooks', { hasText: 'sales-line' }).waitFor();
    await page.locator('#callers', { hasText: 'tester' }).waitFor();
    await page
      .locator('#callers', { hasText: new RegExp(`${keyDigest(KEY).slice(0, 8)}…: 3, last`) })
      .waitFor();
    await verdictSays(page, 'counts are fresh');
    await verdictSays(page, 'counts nobody right now (presence Available, joined)');
    const card = page.locator('#queries .queue', { hasText: 'Sales East' }).first();
    await card.getByRole('button', { name: 'Look into this queue' }).click();
    await card.locator('.people', { hasText: '3 members, 3 joined.' }).waitFor();
    await card.getByRole('row', { name: 'On Queue + IDLE, joined 2' }).waitFor();
    expect(await seriousFaults(page)).to.deep.equal([]);
    const html = await page.content();
    for (const secret of ['Ann Example', KEY, ...service.simulator.secrets])
      expect(html).to.not.include(secret);
    expect(faults).to.deep.equal([]);
  });

  it('tells within three seconds that the token fails and what to do, and that it is over', async () => {
    await start();
    const { page, faults } = await open();
    await verdictSays(page, 'counts are fresh');
    const heal = service.simulator.fault({ on: 'login', do: { kind: 'status', status: 503 } });
    service.simulator.revokeTokens();
    // Whoever asks meets the revoked token.
    await service.get(`/v1/queues/${QUEUE}/availability?routingStatus=INTERACTING`);
    await verdictSays(page, 'no token');
    await verdictSays(page, 'login_unavailable');
    await verdictSays(page, 'the service tries again by itself');
    await page
      .locator('#problems-view tbody tr', { hasText: 'goes on' })
      .first()
      .waitFor({ state: 'attached' });
    heal();
    await verdictSays(page, 'counts are fresh', 20_000);
    expect(faults).to.deep.equal([]);
  });

  it('tells a wrong secret as that', async () => {
    service = await startService({
      startWithoutToken: true,
      environment: { GENESYSCLOUD_OAUTHCLIENT_SECRET: 'not-the-secret-of-this-client' },
    });
    const { page, faults } = await open();
    await verdictSays(page, 'no token');
    await verdictSays(page, 'Check client id and secret, and the region');
    expect(faults).to.deep.equal([]);
  });

  it('goes on by polling where events do not get through, and says when nothing does', async () => {
    await start();
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route('**/status/events', (route) => route.abort());
    await page.goto(service.adminUrl);
    await page.locator('#connection', { hasText: 'polling' }).waitFor({ timeout: 10_000 });
    await page.locator('#queries', { hasText: 'Sales East' }).waitFor();
    await page.route('**/status', (route) => route.abort());
    await page.locator('#connection', { hasText: 'no connection' }).waitFor({ timeout: 10_000 });
    await context.close();
  });

  it('has no serious fault of accessibility and fits: light, dark and on a phone', async () => {
    await start();
    const { page, faults } = await open('#live', { colorScheme: 'light', viewport: WIDE });
    await verdictSays(page, 'counts are fresh');
    await page.locator('#queries', { hasText: 'Sales East' }).waitFor();
    for (const view of ['live', 'setup', 'problems']) {
      await page.evaluate(`location.hash = '#${view}'`);
      await page.locator(`#${view}-view`).waitFor();
      expect(await seriousFaults(page), view).to.deep.equal([]);
      await page.emulateMedia({ colorScheme: 'dark' });
      expect(await seriousFaults(page, COLOURS), `${view}, dark`).to.deep.equal([]);
      await page.emulateMedia({ colorScheme: 'light' });
      await page.setViewportSize(PHONE);
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      expect(width, `${view}, phone`).to.be.at.most(PHONE.width);
      expect(await seriousFaults(page, ALL_BUT_COLOURS), `${view}, phone`).to.deep.equal([]);
      await page.setViewportSize(WIDE);
    }
    expect(faults).to.deep.equal([]);
  });

  it('writes a webhook whose URL, called as pasted, is accepted, and runs it', async () => {
    await start();
    const { page, faults } = await open('#setup');
    await verdictSays(page, 'counts are fresh');
    const setup = page.locator('#setup-view');
    await setup.getByLabel('Address of this service').fill(service.publicUrl);
    await setup.getByLabel('Caller key', { exact: true }).fill(KEY);
    await setup.getByLabel('Search by name').fill('sales');
    await setup.getByText('Sales East').first().click();
    await setup.locator(`text=/queues.${QUEUE}.members/`).first().waitFor();
    const shown = (await setup.textContent()) ?? '';
    const [url = ''] = /http:[^\s]*\/members\?[\w=&%,.+-]*joined=true/.exec(shown) ?? [];
    const answer = await fetch(url, { headers: { authorization: `Bearer ${KEY}` } });
    expect(answer.status, url).to.equal(200);
    expect(await answer.json()).to.include({ total: 1 });

    await setup.getByRole('button', { name: 'Run webhook' }).click();
    await setup.locator('.setup-verdict', { hasText: /accepted/i }).waitFor({ timeout: 5_000 });
    const verdict = await setup.locator('.setup-verdict').textContent();
    expect(verdict)
      .to.include('total')
      .and.to.not.match(/not accepted/i);
    expect(faults).to.deep.equal([]);
  });

  it('can be used by keyboard, and focus stays while the report goes on', async () => {
    await start();
    const { page } = await open();
    await verdictSays(page, 'counts are fresh');
    for (const view of ['problems', 'setup', 'live']) {
      await page.locator(`nav a[href="#${view}"]`).press('Enter');
      await page.locator(`#${view}-view`).waitFor();
      expect(await page.locator('.view:visible').count()).to.equal(1);
    }

    await page.locator('nav a[href="#live"]').focus();
    const before = await page.locator('#instance').textContent();
    await page.locator('#instance', { hasNotText: before ?? '' }).waitFor();
    expect(await page.evaluate<string>('document.activeElement.getAttribute("href")')).to.equal('#live');
  });
});
