// What a replica writes of itself for the others, and what is believed of the lines of others.
import { z } from 'zod';
import { count, lazily, text, yesOrNo, type Written } from '../domain/fields.js';
import { readRecord } from './text.rules.js';

/** Milliseconds after which a replica writes its line again, and after which its line is forgotten. */
export const TELL_PRESENCE_EVERY_MS = 5_000;
export const FORGET_PRESENCE_AFTER_MS = 30_000;

/** Lines at most: one that restarts has another name for half a minute. */
export const MOST_REPLICAS = 64;
/** Characters of one line. */
export const LONGEST_LINE = 2_000;
/** Names of organizations in one line. */
const MOST_NAMES = 100;
const LONGEST_NAME = 200;

/** A replica, as `/status` tells of it. */
export const replicaSchema = lazily(() =>
  z
    .strictObject({
      name: text('Its host, and four hex digits that tell it from others there.'),
      version: text('Of the service.'),
      leads: z.array(z.string()).describe('Organizations whose push channel it holds for all replicas.'),
      ageMs: count('Milliseconds since it last said so.'),
      self: yesOrNo('Whether it is the one that answers.'),
    })
    .describe('A replica.'),
);

export type Replica = Written<typeof replicaSchema>;

/** What a replica says of itself. */
export type Presence = Pick<Replica, 'name' | 'version' | 'leads'>;

/** A line as Redis held it; its age is by Redis's clock. */
export type ReadPresence = Omit<Replica, 'self'>;

/** The longest list of names that fits is told. */
export function encodePresence({ name, version, leads }: Presence): string {
  let told = leads.slice(0, MOST_NAMES);
  const text = () => JSON.stringify({ name, version, leads: told });
  while (told.length > 0 && text().length > LONGEST_LINE) told = told.slice(0, told.length >> 1);
  return text();
}

/**
 * The lines of a reply: Redis's time in milliseconds on the first, then owner, time of writing and JSON, with tabs
 * between, the own line first. Lines that are none of ours are left out. @returns also how many those were
 */
export function readPresences(reply: string): {
  readonly lines: readonly ReadPresence[];
  readonly unreadable: number;
} {
  const [now = '', ...texts] = reply.split('\n');
  const read = texts
    .filter((text) => text !== '')
    .slice(0, MOST_REPLICAS)
    .map((text) => readLine(text, Number(now)));
  const lines = read.filter((line) => line !== undefined);
  return { lines, unreadable: read.length - lines.length };
}

function readLine(text: string, now: number): ReadPresence | undefined {
  const [, at, json] = /^[^\t]+\t(\d{1,15})\t(\{.*\})$/.exec(text) ?? [];
  if (json === undefined || text.length > LONGEST_LINE + LONGEST_NAME) return undefined;
  const { name, version, leads } = readRecord(json);
  if (!isPrintable(name) || !isPrintable(version) || !Array.isArray(leads)) return undefined;
  if (leads.length > MOST_NAMES || !leads.every(isPrintable)) return undefined;
  return { name, version, leads, ageMs: Math.max(0, now - Number(at)) };
}

/** It is shown to people. */
const isPrintable = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LONGEST_NAME && /^[^\p{C}]+$/u.test(value);
