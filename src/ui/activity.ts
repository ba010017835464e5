// Looks at many queues in one sentence: calm while they work, a warning with the permission or reason while they don't.
import { duration } from './format.js';
import type { ActivityLine } from './status.js';

interface ActivityWords {
  readonly tone: 'calm' | 'warn';
  readonly text: string;
}

const POLLED = 'Queues are polled: answers are right, only older where there are many.';

/** No line where looks are off, or nothing needs them. */
export function activityInWords(activity: ActivityLine): readonly ActivityWords[] {
  const text = wordsOf(activity);
  const calm = activity.status === 'looking';
  return text === '' ? [] : [{ tone: calm ? 'calm' : 'warn', text }];
}

function wordsOf(activity: ActivityLine): string {
  const { advice, missingPermission } = activity;
  switch (activity.status) {
    case 'off':
    case 'resting':
      return '';
    case 'looking':
      return looking(activity);
    case 'forbidden':
      return `Many queues can't be asked in one request: the OAuth client lacks ${missingPermission ?? 'a permission'}. ${POLLED} Tried again every 10 minutes.`;
    case 'unavailable':
      return `Many queues can't be asked in one request at the moment. ${POLLED} ${advice}`;
    case 'distrusted':
      return `Genesys tells something else of many queues in one request than of each alone, so that is not relied on. ${POLLED} ${advice}`;
  }
}

function looking({ intervalMs, queues, requestsPerMinute, lastLookAgoMs }: ActivityLine): string {
  const { trusted, distrusted, truncated } = queues;
  const last = lastLookAgoMs === null ? '' : `, last ${duration(lastLookAgoMs)} ago`;
  const polled =
    distrusted + truncated > 0 ? ` Polled: ${distrusted} that differ, ${truncated} too large.` : '';
  return `Many queues in one request: every ${duration(intervalMs)}${last}, ${Math.round(requestsPerMinute)} requests a minute; ${trusted} ${trusted === 1 ? 'queue is' : 'queues are'} trusted.${polled}`;
}
