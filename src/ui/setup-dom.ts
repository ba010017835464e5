// Makes the set-up page's controls out of elements: each under its label, with its hint.

import { element, type Attributes, type Child } from './dom.js';

let ids = 0;
/** An id that no other element of the page has. */
function newId(): string {
  ids += 1;
  return `setup-${ids}`;
}

/** A control under its label, with a hint that is read with it. */
export function labelled(text: string, control: HTMLElement, hint?: Child): HTMLElement {
  control.id ||= newId();
  const label = element('label', { for: control.id }, text);
  if (hint === undefined) return element('div', { class: 'setup-field' }, label, control);
  const described = element('p', { class: 'setup-hint', id: `${control.id}-hint` }, hint);
  control.setAttribute('aria-describedby', described.id);
  return element('div', { class: 'setup-field' }, label, control, described);
}

/** A check box or radio button with its words behind it. */
export function tick(
  attributes: Attributes & { readonly type: 'checkbox' | 'radio' },
  text: string,
  hint?: string,
): { readonly row: HTMLElement; readonly input: HTMLInputElement } {
  const input = element('input', { id: newId(), ...attributes });
  const label = element('label', { for: input.id }, text);
  if (hint === undefined) return { row: element('div', { class: 'setup-tick' }, input, label), input };
  const described = element('span', { class: 'setup-hint', id: `${input.id}-hint` }, hint);
  input.setAttribute('aria-describedby', described.id);
  const words = element('div', {}, label, described);
  return { row: element('div', { class: 'setup-tick' }, input, words), input };
}

/** Controls that belong together. */
export function group(legend: string, ...children: Child[]): HTMLFieldSetElement {
  return element('fieldset', { class: 'setup-group' }, element('legend', {}, legend), ...children);
}

/** Radio buttons of which one is chosen. */
export interface Choice<T extends string> {
  readonly rows: readonly HTMLElement[];
  value(): T;
  choose(value: T): void;
}

/** @param options value, words and what they mean; the first is chosen */
export function choice<T extends string>(
  options: ReadonlyArray<readonly [value: T, text: string, hint?: string]>,
): Choice<T> {
  const name = newId();
  const made = options.map(([value, text, hint], index) => ({
    value,
    ...tick({ type: 'radio', name, value, checked: index === 0 }, text, hint),
  }));
  return {
    rows: made.map(({ row }) => row),
    value: () => (made.find(({ input }) => input.checked) ?? made[0])?.value as T,
    choose: (value) => made.forEach((one) => (one.input.checked = one.value === value)),
  };
}

/** A list to choose from. */
export function select<T extends string>(
  options: ReadonlyArray<readonly [value: T, text: string]>,
): HTMLSelectElement {
  return element('select', {}, ...options.map(([value, text]) => element('option', { value }, text)));
}

/** A region whose changes are read out. */
export function liveRegion(attributes: Attributes = {}): HTMLElement {
  return element('div', { role: 'status', 'aria-live': 'polite', ...attributes });
}
