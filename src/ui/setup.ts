// The webhook set-up of the admin page: choose, paste, run.
import { webhookSetup } from '../domain/platforms/setup.rules.js';
import { copier } from './setup-copy.js';
import { element } from './dom.js';
import { differsFrom } from './setup-saved.js';
import { keepForm } from './setup-keep.js';
import { setupForm } from './setup-form.js';
import { setupResult } from './setup-result.js';
import { setupRun } from './setup-run.js';
import type { WebhookLine } from './status.js';

/** What the page knows. */
interface SetupContext {
  /** Names of the organizations, as the status has them; may be empty at first. */
  organizations(): readonly string[];
  /** Named webhooks of the settings, as the status has them. */
  webhooks(): readonly WebhookLine[];
}

/** What can be told of it later. */
export interface Setup {
  /** Where the service reaches itself: better than nothing, while nobody has entered anything. */
  offerAddress(publicUrl: string | null): void;
}

/** Fills `root` with the set-up; the tab keeps it over a reload, but for the caller key. */
export function mountSetup(root: HTMLElement, context: SetupContext): Setup {
  const copy = copier();
  const result = setupResult(copy);
  const form = setupForm(
    () => context.organizations(),
    () => update(),
  );
  const current = () => webhookSetup(form.choices());
  const differs = () => differsFrom(form.choices(), current(), context.webhooks());
  const run = setupRun({ setup: current, hasKey: () => form.choices().callerKey.trim() !== '', differs });
  let shown = '';
  const update = () => {
    const choices = form.choices();
    result.show(current(), form.keyShown());
    // A result belongs to the form that made it.
    const asked = JSON.stringify(choices);
    if (asked === shown) return;
    if (shown !== '') run.forget();
    shown = asked;
    keepForm(form.boxes, choices.queues);
  };
  const chosen = element('div', { class: 'setup-form' }, ...form.boxes);
  const outcome = element('div', { class: 'setup-outcome' }, run.box, result.box);
  root.replaceChildren(element('div', { class: 'setup' }, chosen, outcome, copy.region));
  form.restore();
  update();
  return {
    offerAddress(publicUrl) {
      if (publicUrl !== null && form.offerAddress(publicUrl)) update();
    },
  };
}
