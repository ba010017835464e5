// What a person chose for a webhook: read leniently, and what is missing or can't be right.
import type { FailurePolicy } from '../acceptance.rules.js';
import { MOST_EACH } from '../filters.js';
import { MAX_QUEUES } from '../parameter-tables.js';
import { shownValue } from '../parameters.rules.js';
import { tagProblem } from '../unreplaced-tag.rules.js';
import { asQueueId } from '../member-query.rules.js';
import type { Platform, Style } from './platforms.js';

/** A queue that was found or pasted. */
export interface ChosenQueue {
  readonly id: string;
  readonly name?: string;
}

/** What a person chose; texts as they were typed. */
export interface SetupChoices {
  readonly platform: Platform;
  readonly style: Style;
  /** What the platform looks at. */
  readonly decidesBy: 'field' | 'status';
  /** Where the platform reaches the public listener. */
  readonly publicUrl: string;
  readonly organization?: string;
  readonly queues: readonly ChosenQueue[];
  readonly presence: readonly string[];
  readonly routingStatus: readonly string[];
  readonly skills: readonly string[];
  /** Whether an agent has to have all of the skills; absent: any of them will do. */
  readonly allSkills?: boolean;
  /** Whether only agents count who have joined the queue. */
  readonly joined: boolean;
  readonly minimum: number;
  /** Whether one of the queues has to have so many alone; absent: all together. */
  readonly anyOf?: boolean;
  /** So many calls may wait at most; absent: that doesn't matter. */
  readonly maxWaiting?: number;
  readonly failurePolicy: FailurePolicy;
  /** The name of the webhook in the settings. */
  readonly webhookName: string;
  readonly callerKey: string;
}

/** The filter that the skills are written as; for one skill both are the same. */
export const skillsFilter = ({ skills, allSkills }: Pick<SetupChoices, 'skills' | 'allSkills'>) =>
  allSkills && skills.length > 1 ? 'allSkills' : 'skills';

/** The parameter that the number of agents is written as; for one queue both are the same. */
export const isAnyOf = ({ queues, anyOf }: Pick<SetupChoices, 'queues' | 'anyOf'>): boolean =>
  anyOf === true && queues.length > 1;

/** As settings/key-text.ts has it. */
const SHORTEST_KEY = 24;

/** A key pasted with the word before it, or in quotes, is that key. */
export function cleaned({ maxWaiting, ...choices }: SetupChoices): SetupChoices {
  const ids = choices.queues.map(({ id }) => asQueueId(id));
  return {
    ...choices,
    ...(isLimit(maxWaiting) && { maxWaiting }),
    callerKey: keyIn(choices.callerKey),
    webhookName: isName(choices.webhookName.trim()) ? choices.webhookName.trim() : '',
    minimum: isMinimum(choices.minimum) ? choices.minimum : 1,
    queues: choices.queues.flatMap((queue, index) => {
      const id = ids[index];
      return id === undefined || ids.indexOf(id) < index ? [] : [{ ...queue, id }];
    }),
    // Half a surrogate pair can't be written into a URL.
    skills: choices.skills
      .map((skill) => skill.replace(/\p{Surrogate}/gu, '').trim())
      .filter((skill) => skill !== ''),
  };
}

function keyIn(text: string): string {
  return text
    .trim()
    .replace(/^(?:bearer\s+)+/i, '')
    .replace(/^"(.*)"$/, '$1');
}

/** What is missing or can't be right, in sentences. */
export function problemsOf(choices: SetupChoices): string[] {
  const { publicUrl, queues, style, minimum, webhookName, skills } = choices;
  const key = keyIn(choices.callerKey);
  const told: Array<[boolean, string]> = [
    [publicUrl.trim() === '', 'The address is missing at which the platform reaches this service.'],
    [
      publicUrl.trim() !== '' && originOf(publicUrl) === undefined,
      'The address has to look like https://availability.example.com, without ? and #.',
    ],
    [queues.length === 0, 'No queue is chosen.'],
    [
      queues.some(({ id }) => asQueueId(id) === undefined),
      'A queue id is not a UUID: 36 characters such as 1b2c3d4e-0000-4000-8000-123456789abc.',
    ],
    ...skills.map((skill): [boolean, string] => [
      tagProblem(skill) !== undefined,
      `The skill ${shownValue(skill.trim())} holds ${tagProblem(skill)}: it would count nobody.`,
    ]),
    [
      choices.allSkills === true && skills.filter((skill) => skill.trim() !== '').length > MOST_EACH,
      `An agent can be asked to have at most ${MOST_EACH} skills at once.`,
    ],
    [queues.length > MAX_QUEUES, `More than ${MAX_QUEUES} queues can't be asked for at once.`],
    [!isMinimum(minimum), 'The number of agents has to be a whole number of at least 1.'],
    [
      choices.maxWaiting !== undefined && !isLimit(choices.maxWaiting),
      'The number of waiting calls has to be a whole number of at least 0.',
    ],
    [
      style === 'webhook' && !isName(webhookName.trim()),
      'The webhook needs a name of letters, digits, dots, dashes and underscores.',
    ],
    [
      key !== '' && key.length < SHORTEST_KEY,
      `A caller key has at least ${SHORTEST_KEY} characters: is this the whole of it?`,
    ],
    [/[^\x21-\x7e]/.test(key), 'The caller key holds a blank or a character that no header can carry.'],
  ];
  return told.flatMap(([holds, words]) => (holds ? [words] : []));
}

const isLimit = (calls: number | undefined): calls is number =>
  calls !== undefined && Number.isSafeInteger(calls) && calls >= 0;

const isMinimum = (minimum: number) => Number.isSafeInteger(minimum) && minimum >= 1;

/** As settings/values.ts has it. */
const isName = (text: string) => /^[a-z0-9][\w.-]{0,63}$/i.test(text);

/** Scheme, host and, behind a proxy, a path; without the slash at the end. */
export function originOf(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^https?:\/\/[^\s?#<>@]+$/i.test(trimmed) || !URL.canParse(trimmed)) return undefined;
  return trimmed.replace(/\/+$/, '');
}
