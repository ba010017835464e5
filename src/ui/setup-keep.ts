// Keeps what was chosen over a reload of the tab; the caller key is not kept.
import type { ChosenQueue } from '../domain/platforms/choices.rules.js';

const KEY = 'setup';

interface Kept {
  /** Texts, and whether something is ticked, by the id of the control: the page makes them in the same order each time. */
  readonly controls: Readonly<Record<string, string | boolean>>;
  readonly queues: readonly ChosenQueue[];
}

type Control = HTMLInputElement | HTMLSelectElement;

const controlsIn = (boxes: readonly HTMLElement[]): Control[] =>
  boxes
    .flatMap((box) => [...box.querySelectorAll<Control>('input[id], select[id]')])
    .filter(({ type, value }) => !['password', 'search'].includes(type) && !/^[0-9a-f]{8}-/.test(value));

const isTick = (control: Control): control is HTMLInputElement =>
  ['checkbox', 'radio'].includes(control.type);

/** Writes down how the form is. A browser that keeps nothing is no reason to fail. */
export function keepForm(boxes: readonly HTMLElement[], queues: readonly ChosenQueue[]): void {
  const controls = Object.fromEntries(
    controlsIn(boxes).map((one) => [one.id, isTick(one) ? one.checked : one.value]),
  );
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ controls, queues } satisfies Kept));
  } catch {
    // Full, or not permitted.
  }
}

/** Fills the form as it was. @returns the queues that were chosen */
export function restoreForm(boxes: readonly HTMLElement[]): readonly ChosenQueue[] {
  const kept = read();
  if (!kept) return [];
  for (const one of controlsIn(boxes)) {
    const value = kept.controls[one.id];
    if (isTick(one) && typeof value === 'boolean') one.checked = value;
    else if (!isTick(one) && typeof value === 'string') one.value = value;
  }
  // On the box: a platform that is chosen anew chooses other things.
  for (const box of boxes) box.dispatchEvent(new Event('change'));
  return kept.queues;
}

function read(): Kept | undefined {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Kept | undefined;
  } catch {
    return undefined;
  }
}
