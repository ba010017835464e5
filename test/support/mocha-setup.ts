// Once for a whole run of the tests, however many processes share it: builds the page that they open.
import { buildPage } from './browser.js';

export function mochaGlobalSetup(): void {
  buildPage();
}
