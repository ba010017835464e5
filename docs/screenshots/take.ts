// `npm run docs:screenshots`: pictures of the status page, from a running demo with data. Takes about a minute; needs Chromium.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { launchBrowser, openPage } from '../../test/support/browser.js';

/** The plots have something to show by then. */
const COLLECT_MS = 75_000;
const WIDE = { width: 1280, height: 800 };
const SHOTS = [
  ['live', 'light', WIDE],
  ['live', 'dark', WIDE],
  ['live', 'phone', { width: 390, height: 844 }],
  ['setup', 'light', WIDE],
] as const;

const root = fileURLToPath(new URL('../../', import.meta.url));
const demo = spawn(process.execPath, ['dist/cli.js', 'demo'], {
  cwd: root,
  env: { ...process.env, PORT: '0', ADMIN_PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});

interface Told {
  readonly url: string;
  readonly key: string;
}

async function told(): Promise<Told> {
  let text = '';
  for await (const part of demo.stdout) {
    text += String(part);
    const [, url, key] = /Admin: +(http:\S+)[^]*Caller key: (\S+)/.exec(text) ?? [];
    if (url && key) return { url, key };
  }
  throw new Error('The demo did not start: run "npm run build" first.');
}

/** Ports and the name of the machine are another each time. */
const plain = (page: Page) =>
  page.evaluate(`
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const plain = (text) => text.replace(/127\\.0\\.0\\.1:\\d+/g, '127.0.0.1:8080');
    while (texts.nextNode()) texts.currentNode.data = plain(texts.currentNode.data);
    for (const one of document.querySelectorAll('input[type=url]')) one.value = plain(one.value);
    const instance = document.querySelector('#instance');
    instance.textContent = instance.textContent.replace(/^\\S+/, 'availability-proxy-0-5c1e');
  `);

/** As somebody has filled the form and run it. */
async function fill(page: Page, { key }: Told, queue = 'support'): Promise<void> {
  const setup = page.locator('#setup-view');
  await setup.getByLabel('Caller key', { exact: true }).fill(key);
  await setup.getByLabel('Search by name').fill(queue);
  await setup.getByLabel(new RegExp(`^${queue}`)).check();
  await setup.getByRole('button', { name: 'Run webhook' }).click();
  await setup.locator('.setup-verdict', { hasText: 'Accepted' }).waitFor();
  await page.evaluate('window.scrollTo(0, 0)');
}

const browser = await launchBrowser();
try {
  const demoTold = await told();
  const { url } = demoTold;
  demo.stdout.resume();
  const settle = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  await settle(COLLECT_MS / 2);
  // Whoever reads the status wants to know the names of the queues.
  await (await fetch(`${url}/status`)).text();
  await settle(COLLECT_MS / 2);
  for (const [view, look, viewport] of SHOTS) {
    const colorScheme = look === 'dark' ? 'dark' : 'light';
    const { page } = await openPage(browser, `${url}/#${view}`, { colorScheme, viewport });
    await page.locator('#verdict .sentence').waitFor();
    if (view === 'live') await page.locator('.queue .plot canvas').first().waitFor();
    else await fill(page, demoTold);
    await plain(page);
    const path = fileURLToPath(new URL(`${view}-${look}.png`, import.meta.url));
    await page.screenshot({ path, fullPage: view === 'live' });
    await page.context().close();
  }
} finally {
  await browser.close();
  demo.kill('SIGTERM');
}
