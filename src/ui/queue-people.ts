// A look into a queue: who is in it by presence and routing status, and what each choice would count now.
import { countIn, type PersonGroup } from '../domain/queue-people.rules.js';
import type { MemberFilters } from '../domain/filters.js';
import { element } from './dom.js';
import { ask, Problem } from './setup-ask.js';
import { liveRegion } from './setup-dom.js';

/** As `GET /queue-people` answers. */
export interface QueuePeople {
  readonly queueId: string;
  readonly asOf: string;
  readonly groups: readonly PersonGroup[];
}

/** Which queue. */
export interface LookedQueue {
  readonly queueId: string;
  readonly organization?: string | undefined;
}

/** Asks Genesys who is in a queue. @throws Problem */
export function lookInto({ queueId, organization }: LookedQueue): Promise<QueuePeople> {
  const asked = new URLSearchParams({ queue: queueId, ...(organization !== undefined && { organization }) });
  return ask<QueuePeople>(`queue-people?${asked.toString()}`);
}

/** The usual choices of who counts. */
export const CHOICES: ReadonlyArray<readonly [words: string, filters: MemberFilters]> = [
  ['Available, joined', { presence: ['Available'], joined: true }],
  ['On Queue + IDLE, joined', { routingStatus: ['IDLE'], joined: true }],
  ['Everybody who has joined', { joined: true }],
  ['All members', {}],
];

/** A button that opens the look below it; each press asks anew. @param queue of this moment */
export function peopleLook(queue: () => LookedQueue | undefined): HTMLElement {
  const button = element('button', { type: 'button', class: 'look' }, 'Look into this queue');
  const told = liveRegion({ class: 'people' });
  const look = async () => {
    const wanted = queue();
    if (!wanted) return;
    button.disabled = true;
    told.textContent = 'Asking Genesys …';
    try {
      told.replaceChildren(...shown(await lookInto(wanted)));
    } catch (fault) {
      told.textContent = fault instanceof Problem ? fault.message : 'The queue could not be looked into.';
    } finally {
      button.disabled = false;
      if (document.activeElement === document.body) button.focus();
    }
  };
  button.addEventListener('click', () => void look());
  return element('div', { class: 'look-into' }, button, told);
}

function shown({ groups }: QueuePeople): HTMLElement[] {
  const [all, joined] = [countIn(groups, {}), countIn(groups, { joined: true })];
  if (all === 0) return [element('p', {}, 'The queue has no members.')];
  const sum = `${all} ${all === 1 ? 'member' : 'members'}, ${joined} joined. ${joined === 0 ? 'Members join by activating the queue in their Genesys Cloud client.' : ''}`;
  return [
    element('p', {}, sum.trim()),
    tableOf(
      ['Would count now', ''],
      CHOICES.map(([words, filters]) => [words, countIn(groups, filters)]),
    ),
    tableOf(
      ['Who is in it', 'Routing status', 'Members'],
      groups.map(({ joined: is, presence, routingStatus, members }) => [
        `${presence}${is ? '' : ' (not joined)'}`,
        routingStatus,
        members,
      ]),
    ),
  ];
}

function tableOf(heads: readonly string[], rows: ReadonlyArray<ReadonlyArray<string | number>>): HTMLElement {
  const head = heads.map((text) =>
    element(text === '' ? 'td' : 'th', text === '' ? {} : { scope: 'col' }, text),
  );
  const body = rows.map(([first = '', ...cells]) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, String(first)),
      ...cells.map((cell) =>
        element('td', { class: typeof cell === 'number' ? 'number' : '' }, String(cell)),
      ),
    ),
  );
  return element(
    'table',
    {},
    element('thead', {}, element('tr', {}, ...head)),
    element('tbody', {}, ...body),
  );
}
