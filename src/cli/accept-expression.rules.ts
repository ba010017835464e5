// Reads a criterion as people write it on a command line: `total > 2`, or `total Greater Than 2`.
import {
  ANSWER_FIELDS,
  comparesNumbers,
  CONDITIONS,
  numberOf,
  PAGE_FIELDS,
  readCondition,
  readField,
  type Condition,
  type Criterion,
} from '../domain/criterion.rules.js';

const SYMBOLS: Readonly<Record<string, Condition>> = {
  '>': 'Greater Than',
  '>=': 'Greater Than or Equal',
  '<': 'Less Than',
  '<=': 'Less Than or Equal',
  '=': 'Equals',
  '==': 'Equals',
  '!=': 'Not Equals',
};

/** More words than any condition has. */
const MOST_WORDS = 6;

/** The criterion in `text`, or what is wrong with it as a sentence. */
export function readAcceptance(
  text: string,
): { readonly criterion: Criterion } | { readonly problem: string } {
  const [, named = '', rest = ''] = /^\s*([\w.[\]-]*)\s*(.*?)\s*$/s.exec(text) ?? [];
  const field = readField(named);
  if (field === undefined) {
    const known = [...ANSWER_FIELDS, ...PAGE_FIELDS].join(', ');
    return { problem: `It must begin with a field of the answer, one of ${known}.` };
  }
  const found = bySymbol(rest) ?? byWords(rest);
  if (!found) {
    const known = [...Object.keys(SYMBOLS), ...CONDITIONS].join(', ');
    return { problem: `After ${field} there must be a condition, one of ${known}.` };
  }
  return withValue(field, found.condition, found.value);
}

interface Found {
  readonly condition: Condition;
  readonly value: string;
}

function bySymbol(text: string): Found | undefined {
  const [, symbol = '', value = ''] = /^([<>=!]+)\s*(.*)$/s.exec(text) ?? [];
  const condition = Object.hasOwn(SYMBOLS, symbol) ? SYMBOLS[symbol] : undefined;
  return condition && { condition, value };
}

/** The longest condition that the words begin with: "Greater Than or Equal" begins with "Greater Than". */
function byWords(text: string): Found | undefined {
  const words = text.split(/\s+/);
  for (let count = Math.min(words.length, MOST_WORDS); count > 0; count--) {
    const condition = readCondition(words.slice(0, count).join(' '));
    if (condition) return { condition, value: words.slice(count).join(' ') };
  }
  return undefined;
}

function withValue(
  field: string,
  condition: Condition,
  written: string,
): { readonly criterion: Criterion } | { readonly problem: string } {
  const text = written.replace(/^(["'])(.*)\1$/s, '$2');
  if (condition === 'Exists') {
    return text === '' ? { criterion: { field, condition } } : { problem: 'Exists takes no value.' };
  }
  if (text === '') return { problem: `${condition} needs a value, such as 2.` };
  const number = numberOf(text);
  if (comparesNumbers(condition) && number === undefined) {
    return { problem: `${condition} compares numbers, and the value is not a number.` };
  }
  return { criterion: { field, condition, value: number ?? text } };
}
