// The page in use, in a real browser: found by those who hear it, searched, cut off from the service, in another theme.
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildPage, launchBrowser, openPage } from '../support/browser.js';
import { QUEUE, startEngine, type Engine } from '../support/engine.js';
import { KEY, startService, stopServices, type TestService } from '../support/service.js';
import { needs } from '../support/tools.js';
import { until } from '../support/until.js';

const WIDE = { viewport: { width: 1280, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 } };
const agents = [{ presence: 'Available' }, { presence: 'On Queue', routingStatus: 'IDLE' }];

describe('the status page in use', function () {
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

  /** A service that was asked so many questions, the last of them for skills that nobody has. */
  async function asked(questions: number): Promise<void> {
    const settings = `webhooks: { sales-line: { queues: [${QUEUE}] } }`;
    const queues = [{ id: QUEUE, name: 'Sales East', agents }];
    service = await startService({ settings, simulator: { queues, rateLimit: false } });
    for (let n = 1; n < questions; n++) await service.get(`/v1/queues/${QUEUE}/availability?name=n${n}`);
    await service.get(`/v1/queues/${QUEUE}/availability?skills=spanish`);
  }
  const open = async (options: BrowserContextOptions, url = service.adminUrl): Promise<Page> => {
    const { page } = await openPage(browser, url, options, /ERR_FAILED|Failed to load/);
    await page.locator('#queries .queue').first().waitFor();
    return page;
  };

  /** How often the browser tells each of the roles of tables to those who hear the page. */
  async function rolesTold(page: Page): Promise<Record<string, number>> {
    const session = await page.context().newCDPSession(page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    const told = { table: 0, row: 0, columnheader: 0, rowheader: 0, cell: 0 } as Record<string, number>;
    for (const { ignored, role } of nodes) {
      const name = String(role?.value);
      if (!ignored && name in told) told[name] = (told[name] ?? 0) + 1;
    }
    return told;
  }

  it('keeps the roles of its tables where each row is a card', async () => {
    await asked(1);
    const wide = await rolesTold(await open(WIDE));
    // Webhooks and callers; each with a head.
    expect(wide).to.include({ table: 2, row: 4, rowheader: 2 });
    expect(wide['columnheader']).to.equal(8 + 8);
    const phone = await open(PHONE);
    expect(await rolesTold(phone)).to.deep.equal(wide);
    // Other browsers forget what a table is once it is displayed as something else.
    const parts = phone.locator('.list, .list thead, .list tbody, .list tr, .list th, .list td');
    expect(await parts.count()).to.be.above(20);
    expect(await phone.locator('.list :is(thead, tbody, tr, th, td):not([role])').count()).to.equal(0);
  });

  const shown = (page: Page) => page.locator('#queries .queue').count();
  const said = (page: Page, words: string) =>
    page.locator('#queries [role=status]', { hasText: words }).first().waitFor({ timeout: 5_000 });
  /** Until the next report is shown. */
  async function nextReport(page: Page): Promise<void> {
    const before = (await page.locator('#instance').textContent()) ?? '';
    await page.locator('#instance', { hasNotText: before }).waitFor();
  }

  it('finds a query among many by keyboard, and keeps that while the report goes on', async () => {
    await asked(10);
    const page = await open(WIDE);
    const search = page.getByRole('searchbox', { name: 'Search queues' });
    await search.focus();
    await page.keyboard.type('SPANISH sales');
    await said(page, '1 query matches, of 10.');
    expect(await shown(page)).to.equal(1);
    await nextReport(page);
    expect([await search.inputValue(), await shown(page)]).to.deep.equal(['SPANISH sales', 1]);
    expect(await page.evaluate('document.activeElement.id')).to.equal('query-search');
    await page.keyboard.type(' nothing');
    await said(page, 'No query matches, of 10.');
    await page.keyboard.press('Escape');
    await said(page, '10 queries.');
    expect(await shown(page)).to.equal(10);
  });

  it('has no search where all are seen at one look', async () => {
    await asked(9);
    const page = await open(WIDE);
    expect(await shown(page)).to.equal(9);
    expect(await page.getByRole('searchbox').isVisible()).to.equal(false);
  });

  it('sets a webhook up on a phone: nothing is wider than it, and the outcome comes into view', async () => {
    await asked(1);
    const page = await open(PHONE);
    await page.locator('nav a[href="#setup"]').click();
    const setup = page.locator('#setup-view');
    expect(await setup.getByLabel('Address of this service').inputValue()).to.equal(service.publicUrl);
    await setup.locator('.setup-notes', { hasText: 'Only this machine reaches that address' }).waitFor();
    const run = async (words: RegExp) => {
      await setup.getByRole('button', { name: 'Run webhook' }).click();
      await setup.locator('.setup-verdict', { hasText: words }).waitFor();
      const bottom = `document.querySelector('.setup-verdict').getBoundingClientRect().bottom`;
      expect(await page.evaluate(bottom)).to.be.within(0, PHONE.viewport.height);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(390);
    };
    await run(/^Not run: No queue is chosen\.$/);
    await setup.getByLabel('Caller key', { exact: true }).fill(KEY);
    await setup.getByLabel('Or paste a queue id').fill(QUEUE);
    await setup.getByRole('button', { name: 'Add' }).click();
    await setup.getByLabel('A named webhook of the settings').check();
    await setup.getByLabel('Name of the webhook').fill('');
    await run(/^Not run: The webhook needs a name/);
    await setup.getByLabel('A yes or no').check();
    await run(/^Accepted:/);
    await setup.getByLabel('Skills', { exact: true }).fill('nobody has this');
    await run(/^Not accepted: .* shows who is in the queue/);
  });

  it('runs a form at its top: the result goes with a change, a saved webhook that differs is named, a reload keeps it', async () => {
    await asked(1);
    const { page } = await openPage(browser, `${service.adminUrl}/#setup`, {
      viewport: { width: 1280, height: 800 },
    });
    const setup = page.locator('#setup-view');
    const run = setup.getByRole('button', { name: 'Run webhook' });
    await run.waitFor();
    expect(await page.evaluate('window.scrollY')).to.equal(0);
    const box = await run.boundingBox();
    expect((box?.y ?? 800) + (box?.height ?? 0)).to.be.below(800);
    await setup.getByLabel('Caller key', { exact: true }).fill(KEY);
    await setup.getByLabel('Or paste a queue id').fill(QUEUE);
    await setup.getByRole('button', { name: 'Add' }).click();
    await setup.getByRole('button', { name: 'How many would count now?' }).click();
    await setup.locator('.setup-counts', { hasText: 'On Queue + IDLE, joined: 1' }).waitFor();
    await setup.getByLabel('A named webhook of the settings').check();
    await setup.getByLabel('Agents needed').fill('3');
    await run.click();
    const verdict = setup.locator('.setup-verdict');
    await verdict.getByText('differs from this form: the number of agents (1)').waitFor();
    await setup.getByLabel('Agents needed').fill('1');
    expect(await verdict.textContent()).to.equal('');
    await run.click();
    await verdict.getByText('Accepted:').waitFor();
    expect(await verdict.textContent()).to.not.include('differs');
    await setup.getByLabel('Agents needed').fill('7');
    await setup.getByLabel('Skills', { exact: true }).fill('billing, english');
    await setup.getByLabel('An agent has to have all of these skills').check();
    await setup.getByText('allSkills: [billing, english]').waitFor();
    await page.reload();
    await run.waitFor();
    expect(await setup.getByLabel('Agents needed').inputValue()).to.equal('7');
    expect(await setup.getByLabel('A named webhook of the settings').isChecked()).to.equal(true);
    await setup.getByRole('list', { name: 'Chosen queues' }).getByText(QUEUE).waitFor();
    expect(await setup.getByLabel('Caller key', { exact: true }).inputValue()).to.equal('');
    expect(await page.evaluate('JSON.stringify(sessionStorage)')).to.not.include(KEY);
  });

  it('says since when nothing gets through, shows that what is there is old, and recovers', async () => {
    await asked(1);
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.route('**/status/events', (route) => route.abort());
    await page.goto(service.adminUrl);
    await page.locator('#connection', { hasText: 'polling' }).waitFor({ timeout: 10_000 });
    const isOld = () => page.evaluate(`getComputedStyle(document.querySelector('.big'), '::after').content`);
    expect(await isOld()).to.equal('none');
    await page.route('**/status', (route) => route.abort());
    await page
      .locator('#connection', { hasText: /no connection since \d\d:\d\d:\d\d/ })
      .waitFor({ timeout: 10_000 });
    await page.locator('#lost', { hasText: /since \d\d:\d\d:\d\d: everything below is from then/ }).waitFor();
    expect(await isOld()).to.equal('" (old)"');
    const colours = () =>
      page.evaluate<string[]>(
        `[...document.querySelectorAll('#verdict, .state')].map((one) => getComputedStyle(one).color)`,
      );
    expect(new Set(await colours()).size, 'no good or bad').to.equal(1);
    await page.unrouteAll();
    await page.locator('#connection', { hasText: /^live$/ }).waitFor({ timeout: 20_000 });
    expect(await page.locator('#lost').isVisible()).to.equal(false);
    expect(await isOld()).to.equal('none');
    await context.close();
  });

  /** Whether any point of the line has this colour; its edges are let through by half. */
  const hasColour = (page: Page, colour: readonly number[]) =>
    page.evaluate<boolean>(`(() => {
      const canvas = document.querySelector('.queue .plot canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const near = (at) => ${JSON.stringify(colour)}.every((part, index) => Math.abs(part - data[at + index]) < 6);
      for (let at = 0; at < data.length; at += 4) if (data[at + 3] > 100 && near(at)) return true;
      return false;
    })()`);
  const LIGHT = [0x0b, 0x6e, 0x6e];
  const DARK = [0x4f, 0xc3, 0xc3];

  it('draws a history as soon as there is one, in the colours of the theme of now', async () => {
    const engine: Engine = await startEngine();
    await engine.ask(`/v1/queues/${QUEUE}/availability`);
    const page = await open({ ...WIDE, colorScheme: 'light' }, engine.adminUrl);
    await page.locator('.queue .plot', { hasText: 'the plot appears in a few seconds' }).waitFor();
    expect(await page.locator('.queue .plot canvas').count()).to.equal(0);
    await engine.live(22_000);
    await page.locator('.queue .plot canvas').waitFor();
    expect([await hasColour(page, LIGHT), await hasColour(page, DARK)]).to.deep.equal([true, false]);
    await page.emulateMedia({ colorScheme: 'dark' });
    await until(() => hasColour(page, DARK), 'the line in the colours of the dark');
    expect(await hasColour(page, LIGHT)).to.equal(false);
  });
});
