// Chooses queues: found by name through Genesys, or pasted by id.
import { asQueueId } from '../domain/member-query.rules.js';
import type { ChosenQueue } from '../domain/platforms/choices.rules.js';
import { ask, Problem } from './setup-ask.js';
import { element } from './dom.js';
import { group, labelled, liveRegion, tick } from './setup-dom.js';

/** The part of the form that knows the queues. */
interface QueuePicker {
  readonly box: HTMLElement;
  organization(): string | undefined;
  queues(): readonly ChosenQueue[];
  choose(queue: ChosenQueue): void;
}

interface FoundQueue extends ChosenQueue {
  readonly name: string;
  readonly memberCount: number | null;
}

/** A person who types pauses longer than this when done. */
const TYPING_MS = 350;
/** As many as the admin server answers with. */
const MOST_FOUND = 50;
const MAY_NOT_SEARCH =
  'The OAuth client may not search for queues. Give a role of it the permission routing:queue:view, or paste the queue id below.';

/** @param onChange hears that another queue is chosen */
export function queuePicker(organizations: () => readonly string[], onChange: () => void): QueuePicker {
  const chosen = new Map<string, ChosenQueue>();
  const found = element('ul', { class: 'setup-found', 'aria-label': 'Queues found' });
  const list = element('ul', { class: 'setup-chosen', 'aria-label': 'Chosen queues' });
  const show = () => {
    for (const input of found.querySelectorAll('input')) input.checked = chosen.has(input.value);
    showChosen(list, chosen, choose);
  };
  const choose = (queue: ChosenQueue, wanted: boolean) => {
    if (wanted) chosen.set(queue.id, queue);
    else chosen.delete(queue.id);
    show();
    onChange();
  };
  const offer = (queues: readonly FoundQueue[]) => {
    showFound(found, queues, choose);
    show();
  };
  const organization = organizationSelect(organizations, () => {
    chosen.clear();
    offer([]);
    onChange();
  });
  const search = queueSearch(organization.value, offer);
  const pasted = pasteField((id) => choose({ id }, true));
  offer([]);
  return {
    box: group('Queue', organization.field, ...search, found, pasted, list),
    organization: organization.value,
    queues: () => [...chosen.values()],
    choose: (queue) => choose(queue, true),
  };
}

function organizationSelect(names: () => readonly string[], onChange: () => void) {
  const select = element('select');
  const field = labelled('Organization', select);
  const refresh = () => {
    const known = names();
    field.hidden = known.length < 2;
    if (known.join('\n') === [...select.options].map(({ value }) => value).join('\n')) return;
    const before = select.value;
    select.replaceChildren(...known.map((name) => element('option', { value: name }, name)));
    if (known.includes(before)) select.value = before;
    else if (known.includes('default')) select.value = 'default';
  };
  refresh();
  select.addEventListener('change', onChange);
  const value = () => {
    refresh();
    return select.value === '' ? undefined : select.value;
  };
  return { field, value };
}

function queueSearch(organization: () => string | undefined, offer: (found: readonly FoundQueue[]) => void) {
  const input = element('input', { type: 'search', autocomplete: 'off', spellcheck: 'false' });
  const told = liveRegion({ class: 'setup-told' });
  let timer: number | undefined;
  let running = new AbortController();
  const search = async () => {
    window.clearTimeout(timer);
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const name = input.value.trim();
    if (name === '') return void (offer([]), (told.textContent = ''));
    told.textContent = 'Searching …';
    try {
      const named = organization();
      const asked = new URLSearchParams({ ...(named !== undefined && { organization: named }), name });
      const { queues } = await ask<{ queues: FoundQueue[] }>(`queues?${asked.toString()}`, { signal });
      offer(queues);
      told.textContent = foundWords(queues.length);
    } catch (fault) {
      if (signal.aborted) return;
      offer([]);
      told.textContent = troubleWords(fault);
    }
  };
  input.addEventListener('input', () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void search(), TYPING_MS);
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') void search();
  });
  return [labelled('Search by name', input, 'A part of the name, in any case.'), told];
}

function foundWords(count: number): string {
  if (count === 0) return 'No queue has this in its name, as far as the OAuth client sees.';
  if (count >= MOST_FOUND) return `The first ${MOST_FOUND} queues: type more of the name for fewer.`;
  return count === 1 ? 'One queue found.' : `${count} queues found.`;
}

function troubleWords(fault: unknown): string {
  if (!(fault instanceof Problem)) return 'The search failed.';
  return fault.code === 'genesys_permission_missing' ? MAY_NOT_SEARCH : fault.message;
}

type Choose = (queue: ChosenQueue, wanted: boolean) => void;

function showFound(found: HTMLElement, queues: readonly FoundQueue[], choose: Choose): void {
  const rows = queues.map(({ id, name, memberCount }) => {
    const members =
      memberCount === null ? '' : ` (${memberCount} ${memberCount === 1 ? 'member' : 'members'})`;
    const { row, input } = tick({ type: 'checkbox', value: id }, name + members);
    input.addEventListener('change', () => choose({ id, name }, input.checked));
    return element('li', {}, row);
  });
  found.replaceChildren(...rows);
  found.hidden = rows.length === 0;
}

function showChosen(list: HTMLElement, chosen: ReadonlyMap<string, ChosenQueue>, choose: Choose): void {
  const rows = [...chosen.values()].map((queue) => {
    const shown = queue.name ?? queue.id;
    const button = element('button', { type: 'button', 'aria-label': `Remove ${shown}` }, 'Remove');
    button.addEventListener('click', () => choose(queue, false));
    const id = queue.name === undefined ? [] : [element('code', {}, queue.id)];
    return element('li', {}, element('strong', {}, shown), ...id, button);
  });
  list.replaceChildren(...rows);
  list.hidden = rows.length === 0;
}

function pasteField(add: (id: string) => void): HTMLElement {
  const input = element('input', { type: 'text', autocomplete: 'off', spellcheck: 'false' });
  const button = element('button', { type: 'button' }, 'Add');
  const told = liveRegion({ class: 'setup-told' });
  const take = () => {
    // People paste the whole address of the queue's page; the id is the last one in it.
    const id =
      asQueueId(input.value) ??
      asQueueId(input.value.match(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi)?.at(-1) ?? '');
    told.textContent =
      id === undefined
        ? 'That is no queue id: 36 characters such as 1b2c3d4e-0000-4000-8000-123456789abc.'
        : '';
    if (id === undefined) return;
    input.value = '';
    add(id);
  };
  button.addEventListener('click', take);
  input.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') take();
  });
  const hint = 'The id is the UUID at the end of the address when the queue is open in Genesys Cloud Admin.';
  const field = labelled('Or paste a queue id', input, hint);
  input.after(button);
  return element('div', {}, field, told);
}
