// What a reader of the page learns of push: that it works, and when it does not, why; and nothing else changes.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildPage, launchBrowser, openPage } from '../support/browser.js';
import { startService, stopServices, type TestService } from '../support/service.js';
import { needs } from '../support/tools.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const queues = [{ id: QUEUE, name: 'Sales East', agents: [{ presence: 'Available' }, {}] }];

describe('the status page with push', function () {
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

  /** @param refused kinds of topics that Genesys refuses */
  async function start(refused: ReadonlyArray<'observations'> = []): Promise<void> {
    service = await startService({
      simulator: { queues },
      environment: {
        PUSH: 'on',
        PUSH_FRESH_FOR_MS: '30000',
        PUSH_STATE_DIR: mkdtempSync(join(tmpdir(), 'push-')),
      },
    });
    const refuse = refused.map((topic) => ({ topic }));
    service.simulator.notifications.faults({ refuse });
    await service.get(`/v1/queues/${QUEUE}/availability`);
  }
  const says = (page: Page, where: string, words: string | RegExp, timeout = 10_000) =>
    page.locator(where, { hasText: words }).first().waitFor({ timeout });
  const open = (options: BrowserContextOptions = {}) => openPage(browser, service.adminUrl, options);

  it('says calmly that push works, within 3 s that it does not and why, and that it is over', async () => {
    await start();
    const { page, faults } = await open();
    await says(page, '.push .calm', /covers 1 of 1 queue\. Last message/);
    await says(page, '#verdict', 'counts are fresh');
    await says(page, '#queries .state', 'fresh (quiet queue)');
    const heal = service.simulator.fault({ on: 'socket', do: { kind: 'status', status: 503 } });
    service.simulator.notifications.dropConnections();
    await says(page, '.push .warn', /does not work \(connection lost\).*only older/, 3_000);
    await says(page, '.push .warn', 'check that firewall and proxy let WebSockets pass');
    await says(page, '#verdict', 'push does not work (connection lost)');
    heal();
    await says(page, '.push .calm', 'covers 1 of 1 queue', 30_000);
    expect(await page.locator('#verdict').textContent()).to.not.include('does not work');
    expect(faults).to.deep.equal([]);
  });

  it('names the permission of topics that are refused, and no word of that is wider than a phone', async () => {
    await start(['observations']);
    const { page } = await open({ viewport: { width: 390, height: 844 } });
    await says(page, '.push .warn', 'the OAuth client lacks analytics:queueObservation:view');
    await says(page, '#verdict', 'counts are fresh');
    await page.locator('nav a[href="#problems"]').click();
    await says(page, '#problems-view', 'Give the role of the OAuth client the permission analytics:');
    expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(390);
  });
});
