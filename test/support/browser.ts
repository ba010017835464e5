// Debian's Chromium for tests of the page: what goes wrong in it is collected and expected to be nothing.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Nothing that the browser would ask the world for by itself. */
const QUIET = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

/**
 * Builds the page from the sources, once for all suites and all processes that run them: what lies in dist/ may be of
 * yesterday.
 */
export function buildPage(): void {
  if (process.env['PAGE_IS_BUILT']) return;
  process.env['PAGE_IS_BUILT'] = 'yes';
  // What the bundler tells stays as it is in dist/: others read it, maybe at this moment.
  const told = mkdtempSync(join(tmpdir(), 'page-'));
  execFileSync('npm', ['run', '--silent', 'bundle:page', '--', `--metafile=${join(told, 'page.json')}`], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  rmSync(told, { recursive: true });
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: QUIET });
}

/** A page, and what was wrong with it. */
export interface WatchedPage {
  readonly page: Page;
  /** Console errors and warnings (violations of the policy are among them), faults, requests to elsewhere. */
  readonly faults: string[];
}

/** Opens `url` in a context of its own. @param allowed console messages that are expected */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
  allowed?: RegExp,
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (!['error', 'warning'].includes(message.type()) || allowed?.test(message.text())) return;
    faults.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (fault) => faults.push(`fault: ${fault.message}`));
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && origin !== new URL(url).origin)
      faults.push(`foreign: ${request.url()}`);
  });
  await page.goto(url);
  return { page, faults };
}
