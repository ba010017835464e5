// The webhook set-up of the admin page: choose, paste, run.
import { webhookSetup } from '../domain/platforms/setup.rules.js';
import { copier } from './setup-copy.js';
import { element } from './dom.js';
import { setupForm } from './setup-form.js';
import { setupResult } from './setup-result.js';
import { setupRun } from './setup-run.js';

/** What the page knows. */
interface SetupContext {
  /** Names of the organizations, as the status has them; may be empty at first. */
  organizations(): readonly string[];
}

/** What can be told of it later. */
export interface Setup {
  /** Where the service reaches itself: better than nothing, while nobody has entered anything. */
  offerAddress(publicUrl: string | null): void;
}

/** Fills `root` with the set-up; nothing of it is stored, the caller key least of all. */
export function mountSetup(root: HTMLElement, context: SetupContext): Setup {
  const copy = copier();
  const result = setupResult(copy);
  const form = setupForm(
    () => context.organizations(),
    () => update(),
  );
  const current = () => webhookSetup(form.choices());
  const update = () => result.show(current(), form.keyShown());
  const run = setupRun(current, () => form.choices().callerKey.trim() !== '');
  const chosen = element('div', { class: 'setup-form' }, ...form.boxes);
  const outcome = element('div', { class: 'setup-outcome' }, result.box, run);
  root.replaceChildren(element('div', { class: 'setup' }, chosen, outcome, copy.region));
  update();
  return {
    offerAddress(publicUrl) {
      if (publicUrl !== null && form.offerAddress(publicUrl)) update();
    },
  };
}
