// The callers of the settings in the status report: their type and their description come from here.
import { z } from 'zod';
import { callerShareSchema } from '../../cache/caller-share.js';
import { count, lazily, moment, text, troubleCode, type Written } from '../../domain/fields.js';
import type { Memory } from '../../runtime/memory.js';
import type { HttpDependencies } from '../dependencies.js';
import { isoTime } from './status-words.js';

const keySchema = lazily(() =>
  z
    .strictObject({
      digest: text('The first eight hex characters of its SHA-256 digest.'),
      requests: count('Requests with it since the start.'),
      lastUsedAt: moment('When it was last used.').nullable(),
    })
    .describe('A key.'),
);

/** One caller. */
export const callerSchema = lazily(() =>
  z
    .strictObject({
      name: text('Its name.'),
      organization: text('Whom it asks.'),
      requests: count('Since the start.'),
      refused: count('Of those, refused.'),
      keys: z
        .array(keySchema())
        .describe('Its keys: while one is replaced, whether the old one is still used.'),
      share: callerShareSchema().nullable(),
      heldBytes: count('What is kept in memory on its account, estimated.'),
      heldShareBytes: count(
        'So much of the memory nobody else can take from it; more only while others leave it.',
      ),
      lastSeenAt: moment('When it last asked.').nullable(),
      lastRefusal: z
        .strictObject({
          at: moment('When.'),
          code: troubleCode(),
          detail: text('What happened this time.'),
          hint: text('What to do.'),
        })
        .describe('Why it was last refused.')
        .nullable(),
    })
    .describe('A caller of the settings.'),
);

/** Hex characters of a digest: enough to tell keys apart, and nothing to find one by. */
const DIGEST_SHOWN = 8;

/** Every caller of the settings in force. */
export function callerLines(dependencies: HttpDependencies): Array<Written<typeof callerSchema>> {
  const { access, journal, clock, kept, organizations } = dependencies;
  const { callers, anonymous } = access.get();
  const shares = new Map([...organizations.values()].map((one) => [one.name, one.callerShares()]));
  return [...(anonymous ? [anonymous] : []), ...callers].map(({ name, organization, digests }) => {
    const { requests, refused, last, lastRefusal } = journal.caller(name);
    return {
      name,
      organization,
      requests,
      refused,
      keys: digests.map((digest) => {
        const { requests: used, lastAt } = journal.key(digest);
        const lastUsedAt = lastAt === undefined ? null : isoTime(clock, lastAt);
        return { digest: digest.slice(0, DIGEST_SHOWN), requests: used, lastUsedAt };
      }),
      ...held(kept, name),
      share: shares.get(organization)?.(name) ?? null,
      lastSeenAt: last ? isoTime(clock, last.at) : null,
      lastRefusal: lastRefusal
        ? {
            at: isoTime(clock, lastRefusal.at),
            code: lastRefusal.code,
            detail: lastRefusal.detail,
            hint: lastRefusal.hint,
          }
        : null,
    };
  });
}

/** What is kept on a caller's account, and how much of it nobody can take from him. */
function held(kept: Memory, name: string) {
  const heldBytes = kept.bytesOf(name);
  const owners = kept.owners + (heldBytes > 0 ? 0 : 1);
  return { heldBytes, heldShareBytes: Math.floor(kept.limit / owners) };
}
