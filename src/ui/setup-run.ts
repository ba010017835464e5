// Runs the webhook through the admin server, and shows the answer and whether the call would be accepted.
import type { WebhookSetup } from '../domain/platforms/setup.rules.js';
import { ask, Problem } from './setup-ask.js';
import { element } from './dom.js';
import { liveRegion } from './setup-dom.js';

/** As `POST /webhook-runs` answers. */
interface Ran {
  readonly status: number;
  readonly durationMs: number;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: string;
  readonly accepted: boolean;
  readonly decidedBy: { readonly what: string; readonly found: string };
  readonly reason: string;
}

/** What a run wants to know. */
interface RunContext {
  /** What to run. */
  readonly setup: () => WebhookSetup;
  /** Whether a caller key was pasted. */
  readonly hasKey: () => boolean;
  /** How the named webhook that is run differs from the form; '' where it doesn't. */
  readonly differs: () => string;
}

/** The part of the page that runs. */
interface Run {
  readonly box: HTMLElement;
  /** The form is another now: what came of a run is gone. */
  readonly forget: () => void;
}

export function setupRun({ setup, hasKey, differs }: RunContext): Run {
  const button = element('button', { type: 'button', class: 'setup-run-button' }, 'Run webhook');
  const verdict = liveRegion({ class: 'setup-verdict' });
  const answer = element('div', { class: 'setup-answer' });
  let form = 0;
  const run = async () => {
    const [wanted, ranForm, difference] = [setup(), form, differs()];
    answer.replaceChildren();
    if (wanted.path === undefined)
      return shown(verdict, () => tell(verdict, 'warn', 'Not run:', lackOf(wanted)));
    tell(verdict, 'busy', 'Running …', '');
    button.disabled = true;
    try {
      const ran = await ask<Ran>('webhook-runs', request(wanted, hasKey()));
      if (ranForm === form) shown(verdict, () => showRan(ran, { wanted, difference }, verdict, answer));
    } catch (fault) {
      const why = fault instanceof Problem ? fault.message : 'The run failed.';
      if (ranForm === form) shown(verdict, () => tell(verdict, 'bad', 'Not run:', why));
    } finally {
      button.disabled = false;
      if (document.activeElement === document.body) button.focus();
    }
  };
  button.addEventListener('click', () => void run());
  const hint = 'The admin server asks its own public listener, as the platform would, and judges the answer.';
  const box = element('section', { class: 'setup-run', 'aria-label': 'Run webhook' });
  box.append(
    element('h3', {}, 'Try it'),
    element('p', { class: 'setup-hint' }, hint),
    button,
    verdict,
    answer,
  );
  const forget = () => {
    form += 1;
    for (const part of [verdict, answer]) part.replaceChildren();
    delete verdict.dataset['kind'];
  };
  return { box, forget };
}

/** What the address can't do without; the rest of what is missing stands above. */
function lackOf({ style, problems }: WebhookSetup): string {
  const needed = problems.filter((problem) => (style === 'webhook' ? /name/ : /queue/).test(problem));
  return needed.join(' ') || 'Something in the address is missing.';
}

/** Where the outcome is longer than the screen, it would come unseen. */
function shown(verdict: HTMLElement, tellIt: () => void): void {
  tellIt();
  verdict.scrollIntoView({ block: 'nearest' });
}

function request({ method, path, headers, accept }: WebhookSetup, hasKey: boolean): RequestInit {
  // The placeholder is no key.
  const sent = hasKey ? Object.fromEntries(headers.map(({ name, value }) => [name, value])) : {};
  return {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ method, path, headers: sent, accept }),
  };
}

function tell(
  verdict: HTMLElement,
  kind: 'good' | 'bad' | 'warn' | 'busy',
  title: string,
  reason: string,
): void {
  verdict.dataset['kind'] = kind;
  verdict.replaceChildren(element('strong', {}, title), ' ', reason);
}

interface RanForm {
  readonly wanted: WebhookSetup;
  readonly difference: string;
}

function showRan(
  ran: Ran,
  { wanted: { timeoutMs }, difference }: RanForm,
  verdict: HTMLElement,
  answer: HTMLElement,
): void {
  const late = ran.durationMs > timeoutMs;
  const patience = ` It took longer than ${timeoutMs} ms: the platform would have given up.`;
  const title = ran.accepted ? 'Accepted:' : 'Not accepted:';
  const why = !ran.accepted && countsNobody(ran.body) ? WHY_NOBODY : '';
  const told = [ran.reason + (late ? patience : ''), why, difference].filter(Boolean).join(' ');
  tell(verdict, late || difference ? 'warn' : ran.accepted ? 'good' : 'bad', title, told);
  const facts: Array<[string, string]> = [
    ['Status', String(ran.status)],
    ['Time', `${ran.durationMs} ms`],
    ['Decided by', `${ran.decidedBy.what}; found: ${ran.decidedBy.found}`],
  ];
  answer.replaceChildren(
    definitions(facts),
    folded('Headers', definitions(ran.headers)),
    folded('Body', element('pre', { tabindex: '0' }, element('code', {}, readable(ran.body)))),
  );
}

const WHY_NOBODY = '“How many would count now?” shows who is in the queue.';

function countsNobody(body: string): boolean {
  try {
    return (JSON.parse(body) as { total?: unknown } | null)?.total === 0;
  } catch {
    return false;
  }
}

function definitions(pairs: ReadonlyArray<readonly [string, string]>): HTMLElement {
  const rows = pairs.map(([name, value]) =>
    element('div', {}, element('dt', {}, name), element('dd', {}, element('code', {}, value))),
  );
  return element('dl', { class: 'setup-values' }, ...rows);
}

function folded(title: string, content: HTMLElement): HTMLElement {
  return element('details', {}, element('summary', {}, title), content);
}

/** JSON with line breaks; anything else, and JSON that was cut, as it came. */
function readable(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body === '' ? '(empty)' : body;
  }
}
