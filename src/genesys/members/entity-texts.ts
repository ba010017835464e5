// Finds the entities in the text of a listing without reading them: each as Genesys wrote it. In slices, so that an
// answer of any size or shape holds nobody up; parsing and writing again would change numbers such as 1.0.
import type { Slices } from '../../runtime/slices.js';

/** The texts of the array `entities`, and the listing without them. */
interface Listing {
  /** The text of the listing with an empty array in the place of each array of that name. */
  readonly frame: string;
  /** Of the last array of that name, as JSON.parse has it; undefined when there is none. */
  readonly texts: readonly string[] | undefined;
}

/** Characters between two looks at the clock: well below a millisecond. */
const CHARACTERS_AT_ONCE = 65_536;

const [QUOTE, COMMA, COLON] = [0x22, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_MAP, CLOSE_MAP] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Items of the array at most; Genesys's pages have 100. */
const MOST_ITEMS = 10_000;

/**
 * Characters outside of strings and escapes within them, of one item or of all that is beside the items: so many are
 * parsed at one go in a few milliseconds. An entity of Genesys's has some hundred.
 */
const MOST_MARKS = 262_144;

/** No name is longer, each of its characters written as an escape. */
const longestName = (name: string) => 6 * name.length + 2;

/**
 * Takes apart the top-level object in `text`. Its frame and each of its entities are still to be parsed: together they
 * are valid JSON exactly if all of `text` is. Undefined when brackets don't match, or when it has more items or marks than
 * any page of Genesys's.
 */
export async function readListing(text: string, name: string, slices: Slices): Promise<Listing | undefined> {
  const scan = new Scan(text, name);
  while (!scan.isOver) {
    scan.run(CHARACTERS_AT_ONCE);
    if (slices.isOver) await slices.rest();
  }
  return scan.result();
}

class Scan {
  readonly #text: string;
  readonly #name: string;
  #at = 0;
  #depth = 0;
  #inString = false;
  #stringFrom = 0;
  /** The next of each at or after some place that was looked from: nothing is looked through twice. */
  #quote = -1;
  #escape = -1;
  /** The string that was read last, if it can be the name. */
  #lastString = '';
  #isNamed = false;
  /** Inside the array; where its current item began. */
  #inside = false;
  #itemFrom = 0;
  #frameFrom = 0;
  readonly #frame: string[] = [];
  #texts: string[] | undefined;
  /** Of the current item, and of the frame. */
  #itemMarks = 0;
  #frameMarks = 0;
  #broken = false;

  constructor(text: string, name: string) {
    this.#text = text;
    this.#name = name;
  }

  get isOver(): boolean {
    return this.#broken || this.#at >= this.#text.length;
  }

  run(characters: number): void {
    const end = Math.min(this.#text.length, this.#at + characters);
    while (this.#at < end && !this.#broken) {
      if (this.#inString) this.#readString(end);
      else this.#readMark(this.#text.charCodeAt(this.#at));
    }
  }

  result(): Listing | undefined {
    if (this.#broken || this.#depth !== 0 || this.#inString) return undefined;
    this.#frame.push(this.#text.slice(this.#frameFrom));
    return { frame: this.#frame.join(''), texts: this.#texts };
  }

  /** Mostly a string is looked through at the speed of memory; each escape takes a turn. */
  #readString(end: number): void {
    while (this.#at < end) {
      if (this.#escape < this.#at) this.#escape = this.#find('\\');
      if (this.#quote < this.#at) this.#quote = this.#find('"');
      if (this.#escape >= this.#quote) {
        this.#at = this.#quote + 1;
        return this.#endString();
      }
      this.#at = this.#escape + 2;
      this.#countMark();
    }
  }

  #endString(): void {
    this.#inString = this.#quote >= this.#text.length;
    const isShort = this.#at - this.#stringFrom <= longestName(this.#name);
    this.#lastString = this.#depth === 1 && isShort ? this.#text.slice(this.#stringFrom, this.#at) : '';
  }

  #find(mark: string): number {
    const found = this.#text.indexOf(mark, this.#at);
    return found < 0 ? this.#text.length : found;
  }

  #readMark(character: number): void {
    const at = this.#at;
    this.#at += 1;
    this.#countMark();
    if (character === QUOTE) {
      this.#inString = true;
      this.#stringFrom = at;
    } else if (character === OPEN_LIST || character === OPEN_MAP) this.#open(character, at);
    else if (character === CLOSE_LIST || character === CLOSE_MAP) this.#close(character, at);
    else if (character === COLON && this.#depth === 1) this.#isNamed = isName(this.#lastString, this.#name);
    else if (character === COMMA) this.#comma(at);
  }

  #countMark(): void {
    const marks = this.#inside ? (this.#itemMarks += 1) : (this.#frameMarks += 1);
    if (marks > MOST_MARKS) this.#broken = true;
  }

  #open(character: number, at: number): void {
    this.#depth += 1;
    if (this.#depth !== 2) return;
    this.#inside = this.#isNamed && character === OPEN_LIST;
    if (this.#isNamed) this.#texts = undefined;
    if (!this.#inside) return;
    this.#texts = [];
    this.#itemFrom = at + 1;
    this.#itemMarks = 0;
    this.#frame.push(this.#text.slice(this.#frameFrom, at + 1));
  }

  #close(character: number, at: number): void {
    if (this.#depth === 2 && this.#inside) {
      if (character !== CLOSE_LIST) this.#broken = true;
      const last = this.#item(at);
      // An empty list has no item; one that ends with a comma is no JSON.
      if (last !== '' || this.#texts?.length !== 0) this.#texts?.push(last);
      this.#inside = false;
      this.#frameFrom = at;
    }
    this.#depth -= 1;
    if (this.#depth < 0) this.#broken = true;
  }

  #comma(at: number): void {
    if (this.#depth === 1) this.#isNamed = false;
    if (this.#depth !== 2 || !this.#inside) return;
    this.#texts?.push(this.#item(at));
    this.#itemFrom = at + 1;
    this.#itemMarks = 0;
    if ((this.#texts?.length ?? 0) > MOST_ITEMS) this.#broken = true;
  }

  #item(end: number): string {
    return trimmed(this.#text, this.#itemFrom, end);
  }
}

function isName(string: string, name: string): boolean {
  try {
    return string !== '' && JSON.parse(string) === name;
  } catch {
    return false;
  }
}

/** What JSON takes for blank, and nothing else. */
const isBlank = (character: number) =>
  character === 0x20 || character === 0x0a || character === 0x0d || character === 0x09;

function trimmed(text: string, from: number, to: number): string {
  let [first, last] = [from, to];
  while (first < last && isBlank(text.charCodeAt(first))) first += 1;
  while (last > first && isBlank(text.charCodeAt(last - 1))) last -= 1;
  return text.slice(first, last);
}
