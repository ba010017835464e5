// The keys that a request carries, on however many lines.
import type { IncomingMessage } from 'node:http';
import { presentedKeys } from '../../domain/caller.rules.js';

/** More lines of one name than any platform sends: the others are not looked at. */
const MOST_LINES = 4;

/**
 * The keys in `Authorization` and `X-API-Key`, those of `Authorization` first. Each line counts for itself: a platform
 * that sends an empty one, or one of its own, beside the one with the key is answered.
 */
export function keysIn({ headersDistinct }: Pick<IncomingMessage, 'headersDistinct'>): string[] {
  const { authorization = [], 'x-api-key': apiKeys = [] } = headersDistinct;
  return [
    ...authorization.slice(0, MOST_LINES).flatMap((line) => presentedKeys({ authorization: line })),
    ...apiKeys.slice(0, MOST_LINES).flatMap((apiKey) => presentedKeys({ apiKey })),
  ];
}

/** Whether a request names its caller on several lines of one name: what is remembered by one of them is not all of it. */
export function hasKeysOnSeveralLines({
  headersDistinct,
}: Pick<IncomingMessage, 'headersDistinct'>): boolean {
  return [headersDistinct.authorization, headersDistinct['x-api-key']].some((lines = []) => lines.length > 1);
}
