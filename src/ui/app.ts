// The status page: builds its sections once, then follows the report.
import { byId, element, setText } from './dom.js';
import { duration, timeOfDay } from './format.js';
import { callers, problems, webhooks } from './lists.js';
import { follow, type Connection } from './live.js';
import { organizations } from './organizations.js';
import { queries } from './queries.js';
import { mountSetup } from './setup.js';
import { replicas } from './replicas.js';
import type { Status } from './status.js';
import { verdict } from './verdict.js';

const VIEWS = ['live', 'setup', 'problems'];

/** Shows the view that the address names, the first one otherwise. */
function showView(): void {
  const asked = location.hash.slice(1);
  const shown = VIEWS.includes(asked) ? asked : 'live';
  for (const view of VIEWS) byId(`${view}-view`).hidden = view !== shown;
  for (const link of document.querySelectorAll<HTMLAnchorElement>('nav a')) {
    if (link.dataset['view'] === shown) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
}

const paragraphs = (lines: readonly string[]) => lines.map((line) => element('p', {}, line));

function showVerdict(status: Status): void {
  const { level, sentence, lines } = verdict(status);
  const root = byId('verdict');
  const text = [level, sentence, ...lines].join('\n');
  // Set only when it changes: a screen reader reads it out then.
  if (root.dataset['text'] === text) return;
  root.dataset['text'] = text;
  root.className = `verdict ${level}`;
  const wrong = level === 'warn' || level === 'bad';
  const [first, others] = wrong ? [lines.slice(0, 1), lines.slice(1)] : [[], lines];
  const open = root.querySelector('details')?.open ?? false;
  const more = element(
    'details',
    { open },
    element('summary', {}, wrong ? 'More' : 'Details'),
    ...paragraphs(others),
  );
  root.replaceChildren(
    element('p', { class: 'sentence' }, sentence),
    ...paragraphs(first),
    ...(others.length > 0 ? [more] : []),
  );
}

/** Says how the report comes; while none does, what is shown is marked as old. */
function showConnection(connection: Connection, since: number, why: string): void {
  const isLost = connection === 'lost';
  const words = {
    live: 'live',
    polling: 'polling every 2 s',
    lost: `no connection since ${timeOfDay(since)}`,
  };
  const root = byId('connection');
  setText(root, words[connection]);
  root.className = connection;
  const lost = byId('lost');
  lost.hidden = !isLost;
  const sentence = `No connection since ${timeOfDay(since)}: everything below is from then.`;
  const next = 'The page goes on by itself as soon as the service answers.';
  setText(byId('lost-sentence'), isLost ? sentence : '');
  setText(byId('lost-why'), isLost ? `${why} ${next}` : '');
  document.body.classList.toggle('old', isLost);
}

let names: readonly string[] = [];
let saved: Status['webhooks'] = [];
const setup = mountSetup(byId('setup-body'), { organizations: () => names, webhooks: () => saved });
const sections = [
  organizations(byId('organizations')),
  queries(byId('queries')),
  webhooks(byId('webhooks')),
  callers(byId('callers')),
  replicas(byId('replicas'), byId('replicas-section')),
  problems(byId('problems-body')),
  showVerdict,
  (status: Status) => {
    names = status.organizations.map(({ organization }) => organization);
    saved = status.webhooks;
    setup.offerAddress(status.publicUrl);
    const { replica, version, uptimeSeconds, state } = status;
    setText(byId('instance'), `${replica} · ${version} · ${state}, up ${duration(uptimeSeconds * 1000)} ·`);
    const ongoing = status.problems.filter((problem) => problem.ongoing).length;
    setText(byId('problem-count'), ongoing > 0 ? String(ongoing) : '');
  },
];

/** A view opens at its top. */
const openView = () => {
  showView();
  window.scrollTo(0, 0);
};
window.addEventListener('hashchange', openView);
showView();
follow({
  status: (status) => sections.forEach((section) => section(status)),
  connection: showConnection,
});
