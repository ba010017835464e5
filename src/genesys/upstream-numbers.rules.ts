// Whole numbers that an upstream tells in headers: read within bounds, or named for what they are.

/** Why a number in a header is of no use. */
type OddKind = 'negative' | 'fraction' | 'list' | 'out of bounds' | 'unreadable' | 'absent';

/** Hears of a header that is of no use. */
export type OnOddHeader = (header: string, kind: OddKind, text: string) => void;

/** A number, or why it is none. */
export function wholeNumber(text: string, [least, most]: readonly [number, number]): number | OddKind {
  const trimmed = text.trim();
  if (/^-\d/.test(trimmed)) return 'negative';
  if (/^\d+[.]\d/.test(trimmed)) return 'fraction';
  if (/^\d+\s*,/.test(trimmed)) return 'list';
  if (!/^\d+$/.test(trimmed)) return 'unreadable';
  const value = Number(trimmed);
  return value >= least && value <= most ? value : 'out of bounds';
}
