// Each organization as a card: its token, its rate budget, its answers' age and Genesys's own time.
import { element, keyed, setText, type Part } from './dom.js';
import { duration } from './format.js';
import { activityInWords } from './activity.js';
import { pushInWords } from './push.js';
import { at, type At } from './lists.js';
import type { OrganizationLine, Status } from './status.js';

const LABELS = [
  'Login',
  'API',
  'Token',
  'Expires in',
  'Renews in',
  'Rate limit',
  'Refreshed every',
  'Genesys answers in',
] as const;

/** What stands beside each label. */
function factsOf(line: OrganizationLine): string[] {
  const { loginHost, apiHost, expiresInSeconds, renewInSeconds, budget, upstream, status } = line;
  const seconds = (value: number | null) => (value === null ? '–' : duration(value * 1000));
  const { requestsInWindow, requestsAllowedPerMinute, requestsSpendablePerMinute, warmQueries } = budget;
  const { p50Ms, p95Ms, requests, failed } = upstream;
  const times = p50Ms === null ? 'nothing asked lately' : `${p50Ms} ms, 95 % within ${p95Ms} ms`;
  return [
    loginHost,
    apiHost,
    status,
    seconds(expiresInSeconds),
    seconds(renewInSeconds),
    `${requestsInWindow} of ${requestsAllowedPerMinute} this minute, ${requestsSpendablePerMinute} may be spent`,
    warmQueries === 0
      ? 'nothing is kept warm'
      : `${duration(budget.refreshIntervalMs)} (${warmQueries} ${warmQueries === 1 ? 'query' : 'queries'})`,
    `${times}${requests > 0 ? `; ${failed} of ${requests} failed` : ''}`,
  ];
}

const TONES: Readonly<Record<string, string>> = {
  healthy: 'good',
  renewing: 'good',
  degraded: 'warn',
  failing: 'bad',
};

/** How queues are looked at together, and what is announced, a line each. */
function pushPart(): Part<At<OrganizationLine>> {
  const root = element('div', { class: 'push' });
  return {
    root,
    update({ push, activity, now }) {
      const lines = [...activityInWords(activity), ...pushInWords(push, now)];
      root.hidden = lines.length === 0;
      while (root.childElementCount > lines.length) root.lastElementChild?.remove();
      lines.forEach(({ tone, text }, index) => {
        if (!root.children[index]) root.append(element('p'));
        const line = root.children[index] as HTMLElement;
        line.className = tone;
        setText(line, text);
      });
    },
  };
}

function card(): Part<At<OrganizationLine>> {
  const title = element('h3');
  const values = LABELS.map(() => element('dd'));
  const meter = element('meter', { min: '0', 'aria-label': 'Requests of the rate limit used this minute' });
  const push = pushPart();
  const hint = element('p', { class: 'hint' });
  const rows = LABELS.map((label, index) =>
    element('div', {}, element('dt', {}, label), values[index] as HTMLElement),
  );
  return {
    root: element('article', { class: 'card' }, title, element('dl', {}, ...rows), meter, push.root, hint),
    update(organization) {
      push.update(organization);
      const { budget, lastError, status } = organization;
      setText(title, organization.organization);
      factsOf(organization).forEach((fact, index) => setText(values[index] as HTMLElement, fact));
      (values[LABELS.indexOf('Token')] as HTMLElement).className = `state ${TONES[status] ?? ''}`;
      meter.max = Math.max(1, budget.requestsAllowedPerMinute);
      meter.high = budget.requestsSpendablePerMinute;
      meter.value = budget.requestsInWindow;
      const told = [lastError && `${lastError.code}: ${lastError.hint}`, budget.gate.reason, budget.advice];
      setText(hint, told.filter(Boolean).join(' '));
      hint.hidden = hint.textContent === '';
    },
  };
}

/** Cards that follow the report. */
export function organizations(root: HTMLElement): (status: Status) => void {
  const cards = keyed(root, ({ organization }: At<OrganizationLine>) => organization, card);
  return (status) => cards(at(status.organizations, status));
}
