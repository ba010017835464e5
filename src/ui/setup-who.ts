// Chooses who counts, in words that tell Available from On Queue.
import type { SetupChoices } from '../domain/platforms/choices.rules.js';
import { element } from './dom.js';
import { countIn } from '../domain/queue-people.rules.js';
import { CHOICES, lookInto, type LookedQueue } from './queue-people.js';
import { Problem } from './setup-ask.js';
import { choice, group, labelled, liveRegion, tick } from './setup-dom.js';

type Who = Pick<SetupChoices, 'presence' | 'routingStatus' | 'skills' | 'allSkills' | 'joined'>;

/** The part of the form that knows who counts. */
interface WhoPicker {
  readonly box: HTMLElement;
  who(): Who;
}

const PRESENCES = [
  'Available',
  'On Queue',
  'Busy',
  'Away',
  'Break',
  'Meal',
  'Meeting',
  'Training',
  'Idle',
  'Offline',
];
const ROUTING_STATUSES = ['IDLE', 'INTERACTING', 'NOT_RESPONDING', 'COMMUNICATING', 'OFF_QUEUE'];

/** An agent's state, and whether "Available" and "free on queue" count them. */
const STATES: ReadonlyArray<readonly [string, string, string, string, string]> = [
  ['at the desk, but off queue', 'Available', 'OFF_QUEUE', 'yes', 'no'],
  ['on queue and free', 'On Queue', 'IDLE', 'no', 'yes'],
  ['on queue and on a call', 'On Queue', 'INTERACTING', 'no', 'no'],
  ['on queue and did not pick up', 'On Queue', 'NOT_RESPONDING', 'no', 'no'],
];

/**
 * Choices, explanation and all.
 * @param queue the queue that is looked into, of this moment
 */
export function whoPicker(queue: () => LookedQueue | undefined): WhoPicker {
  const preset = choice([
    [
      'available',
      'Available: at the desk, off queue',
      'presence=Available, as the common template asks. It counts people who would have to go on queue for the call; agents who are on queue, free or not, have the presence On Queue and are not counted.',
    ],
    [
      'free',
      'On Queue + IDLE: can take a queue call now',
      'routingStatus=IDLE. Genesys hands queue calls only to agents who are on queue, and IDLE means on queue and not on a call. Choose this if agents go on queue before calls come.',
    ],
    [
      'own',
      'Something else',
      'Choose presences and routing statuses yourself. With both, an agent is counted whose presence and whose routing status are among those chosen.',
    ],
  ]);
  const presence = ticks('Presence', PRESENCES);
  const routingStatus = ticks('Routing status', ROUTING_STATUSES);
  const counts = countsNow(queue, () => who());
  const own = element('div', { class: 'setup-own' }, presence.box, routingStatus.box);
  const skills = element('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' });
  const allSkills = tick(
    { type: 'checkbox' },
    'An agent has to have all of these skills',
    'Otherwise any of them will do. Genesys Cloud is asked for each of them, which costs as many requests.',
  );
  const joined = tick(
    { type: 'checkbox', checked: true },
    'Only members who have joined the queue',
    'joined=true. Members who have not joined (activated) the queue get none of its calls.',
  );
  const box = group(
    'Who counts',
    ...preset.rows,
    own,
    counts.root,
    statesTable(),
    labelled('Skills', skills, 'Optional, names divided by commas, as they are called in Genesys Cloud.'),
    allSkills.row,
    joined.row,
  );
  const show = () => (own.hidden = preset.value() !== 'own');
  box.addEventListener('change', show);
  show();
  const states = (): Pick<Who, 'presence' | 'routingStatus'> => {
    if (preset.value() === 'available') return { presence: ['Available'], routingStatus: [] };
    if (preset.value() === 'free') return { presence: [], routingStatus: ['IDLE'] };
    return { presence: presence.values(), routingStatus: routingStatus.values() };
  };
  const who = (): Who => ({
    ...states(),
    skills: skills.value.split(','),
    allSkills: allSkills.input.checked,
    joined: joined.input.checked,
  });
  return { box, who };
}

/** What each choice would count now, once somebody wants to know. */
function countsNow(queue: () => LookedQueue | undefined, who: () => Who) {
  const button = element('button', { type: 'button' }, 'How many would count now?');
  const told = liveRegion({ class: 'setup-counts' });
  const look = async () => {
    const wanted = queue();
    if (!wanted) return void (told.textContent = 'Choose a queue first.');
    told.textContent = 'Asking Genesys …';
    try {
      const { groups } = await lookInto(wanted);
      const lines = CHOICES.map(([words, filters]) => `${words}: ${countIn(groups, filters)}`);
      const { presence, routingStatus, joined } = who();
      const chosen = countIn(groups, {
        ...(presence.length > 0 && { presence }),
        ...(routingStatus.length > 0 && { routingStatus }),
        ...(joined && { joined }),
      });
      told.replaceChildren(
        element('p', {}, `As chosen, whatever the skills: ${chosen}`),
        element('ul', {}, ...lines.map((line) => element('li', {}, line))),
      );
    } catch (fault) {
      told.textContent = fault instanceof Problem ? fault.message : 'The queue could not be looked into.';
    }
  };
  button.addEventListener('click', () => void look());
  return { root: element('div', {}, button, told) };
}

function ticks(legend: string, names: readonly string[]) {
  const made = names.map((name) => ({ name, ...tick({ type: 'checkbox' }, name) }));
  const values = () => made.filter(({ input }) => input.checked).map(({ name }) => name);
  return { box: group(legend, ...made.map(({ row }) => row)), values };
}

function statesTable(): HTMLElement {
  const head = ['An agent who is …', 'presence', 'routing status', 'Available', 'On Queue + IDLE'];
  const heading = element('tr', {}, ...head.map((text) => element('th', { scope: 'col' }, text)));
  const rows = STATES.map(([who, ...cells]) =>
    element('tr', {}, element('th', { scope: 'row' }, who), ...cells.map((text) => element('td', {}, text))),
  );
  const caption = element('caption', {}, 'Presence and routing status are two things: who is counted');
  const table = element('table', {}, caption, element('thead', {}, heading), element('tbody', {}, ...rows));
  // On a small screen it is wider than the page, and is moved by keyboard too.
  const scroll = { class: 'setup-scroll', tabindex: '0', role: 'region', 'aria-label': 'Who is counted' };
  return element('div', scroll, table);
}
