// Each organization as a panel: its token in a line, and plots of answers, their age, the rate limit and Genesys's own time.
import { element, keyed, setText, type Part } from './dom.js';
import { duration } from './format.js';
import { activityInWords } from './activity.js';
import { at } from './lists.js';
import { plot } from './plot.js';
import { pushInWords } from './push.js';
import type { OrganizationLine, Status } from './status.js';
import { trafficPlots, type Panel } from './traffic-plots.js';

const TONES: Readonly<Record<string, string>> = {
  healthy: 'good',
  renewing: 'good',
  degraded: 'warn',
  failing: 'bad',
};

function tokenInWords({ expiresInSeconds, renewInSeconds }: OrganizationLine): string {
  if (expiresInSeconds === null) return 'none is held';
  const renewed = renewInSeconds === null ? '' : `, is renewed in ${duration(renewInSeconds * 1000)}`;
  return `lasts ${duration(expiresInSeconds * 1000)}${renewed}`;
}

function refreshInWords({ budget: { warmQueries, refreshIntervalMs } }: OrganizationLine): string {
  if (warmQueries === 0) return 'nothing is kept warm';
  return `${warmQueries} ${warmQueries === 1 ? 'question is' : 'questions are'} refreshed every ${duration(refreshIntervalMs)}`;
}

interface Line {
  readonly tone: string;
  readonly text: string;
}

/** What is to be said beside the plots: what to do first, then how queues are looked at and what is announced. */
function linesOf(line: Panel): readonly Line[] {
  const { lastError, budget, push, activity, now } = line;
  const todo = [lastError && `${lastError.code}: ${lastError.hint}`, budget.gate.reason, budget.advice];
  return [
    ...todo.flatMap((text) => (text ? [{ tone: 'warn', text }] : [])),
    ...activityInWords(activity),
    ...pushInWords(push, now),
  ];
}

function linesPart(): Part<Panel> {
  const root = element('div', { class: 'push' });
  return {
    root,
    update(panel) {
      const lines = linesOf(panel);
      root.hidden = lines.length === 0;
      while (root.childElementCount > lines.length) root.lastElementChild?.remove();
      lines.forEach(({ tone, text }, index) => {
        if (!root.children[index]) root.append(element('p'));
        const one = root.children[index] as HTMLElement;
        one.className = tone;
        setText(one, text);
      });
    },
  };
}

function panel(): Part<Panel> {
  const title = element('h3');
  const [state, token, hosts] = [element('span'), element('span'), element('p', { class: 'about' })];
  const plots = trafficPlots.map((spec) => plot<Panel>(spec));
  const lines = linesPart();
  const head = element('p', { class: 'token' }, 'Token ', state, ' ', token);
  return {
    root: element(
      'article',
      { class: 'card organization' },
      element('header', {}, title, head),
      hosts,
      element('div', { class: 'plots' }, ...plots.map(({ root }) => root)),
      lines.root,
    ),
    update(line) {
      const { organization, status, loginHost, apiHost } = line;
      setText(title, organization);
      setText(state, status);
      state.className = `state ${TONES[status] ?? ''}`;
      setText(token, tokenInWords(line));
      setText(hosts, `login ${loginHost} · API ${apiHost} · ${refreshInWords(line)}`);
      plots.forEach((one) => one.update(line));
      lines.update(line);
    },
  };
}

/** Panels that follow the report. */
export function organizations(root: HTMLElement): (status: Status) => void {
  const panels = keyed<Panel>(root, ({ organization }) => organization, panel);
  return (status) => {
    const { freshForMs } = status.promise;
    panels(at(status.organizations, status).map((line) => ({ ...line, freshForMs })));
  };
}
