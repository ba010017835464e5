// Which known name a misspelt one was probably meant to be.

/** Letters that may differ, of so many: more, and it is another word. */
const DIFFERENT_SHARE = 1 / 3;

/** The name of `known` with the fewest letters to change; undefined where none is near. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((one) => ({ one, changes: changesBetween(name.toUpperCase(), one.toUpperCase()) }))
    .sort((a, b) => a.changes - b.changes);
  const [best] = ranked;
  return best && best.changes <= name.length * DIFFERENT_SHARE ? best.one : undefined;
}

/** Letters to add, leave out, replace or swap with their neighbour (Damerau and Levenshtein's distance). */
function changesBetween(one: string, other: string): number {
  const rows = [[...Array(other.length + 1).keys()]];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    const above = rows[i - 1] ?? [];
    for (let j = 1; j <= other.length; j++) {
      const replaced = at(above, j - 1) + Number(one[i - 1] !== other[j - 1]);
      const isSwapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      const swapped = isSwapped ? at(rows[i - 2], j - 2) + 1 : Infinity;
      row.push(Math.min(at(above, j) + 1, at(row, j - 1) + 1, replaced, swapped));
    }
    rows.push(row);
  }
  return at(rows[one.length], other.length);
}

const at = (row: readonly number[] | undefined, index: number): number => row?.[index] ?? Infinity;
