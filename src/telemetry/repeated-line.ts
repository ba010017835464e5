// A log line that goes out again and again with a few other values: its text is written once, and then filled in.
import { randomUUID } from 'node:crypto';

/** Nothing that is logged has it: another one in each process. */
const MARK = `slot-${randomUUID()}-`;
const SLOTS = new RegExp(`"${MARK}(\\d+)"`);

/** Stands in a line's facts for the value with this number. */
export const slot = (number: number): string => `${MARK}${number}`;

/** Writes the line with these values, by number: text that is not JSON by itself must have been made so. */
type FillLine = (values: ReadonlyArray<string | number>) => string;

/** @param line one line of JSON with slots @returns the line with values in them, in any order and number */
export function fillable(line: string): FillLine {
  // Texts and numbers of slots in turn.
  const pieces = line.split(SLOTS);
  const first = pieces[0] ?? '';
  const slots = pieces.filter((_, index) => index % 2 === 1).map(Number);
  const texts = pieces.filter((_, index) => index % 2 === 0).slice(1);
  return (values) => {
    let text = first;
    for (let index = 0; index < slots.length; index += 1)
      text += String(values[slots[index] as number]) + (texts[index] as string);
    return text;
  };
}
