// The doctor's look at a queue: may we read it, is it there, who is in it, and who of them counts.
import { asServiceError, type ServiceError } from '../../domain/errors.js';
import type { Queue } from '../../genesys/queues/queues.js';
import type { MemberFilters, Snapshot } from '../../domain/model.js';
import { filtersText } from '../../domain/availability-query.rules.js';
import { withUnknownValues } from '../../domain/unknown-values.rules.js';
import type { Finding } from '../../domain/finding.js';
import { diagnoseAvailability, diagnoseJoined, diagnoseMembers } from '../../domain/queue-diagnosis.rules.js';
import { numbersOf, otherFilters } from '../../domain/queue-people.rules.js';
import { findQueue } from '../find-queue.js';
import type { Questions } from '../upstream.js';
import { failed, skipped, withoutAnswer, type Notes } from './notes.js';
import { personOf, PERSON_VIEW } from '../../cache/people.js';

const ANSWER = ['api-answer', 'Answer of Genesys Cloud'] as const;
const PERMISSION = ['permission', 'Permission to read queues'] as const;
const QUEUE = ['queue', 'Queue'] as const;
const MEMBERS = ['members', 'Members'] as const;
const JOINED = ['joined', 'Joined members'] as const;
const AVAILABLE = ['available', 'Who counts'] as const;

const ANSWERED: Finding = { status: 'ok', detail: 'The API host takes the token and answers.' };
const UNREAD = 'The queue could not be read.';

/** Queues that are shown to choose from. */
const SHOWN = 10;

/** Without a queue: whether queues can be read at all, and which there are. */
export async function checkNoQueue({ queues }: Questions, notes: Notes): Promise<void> {
  let found: readonly Queue[];
  try {
    found = await queues.byName('', SHOWN);
  } catch (fault) {
    noteRefusal(asServiceError(fault), notes);
    return;
  }
  notes.add(...ANSWER, ANSWERED);
  notes.add(...PERMISSION, { status: 'ok', detail: 'Queues can be listed.' });
  const lines = found.map(({ id, name, memberCount }) => `${id}  ${name} (members: ${memberCount ?? '?'})`);
  const first = 'No --queue was given, so no queue was looked into.';
  const shown =
    lines.length > 0 ? [`${first} There are, for example:`, ...lines] : [`${first} None can be seen.`];
  notes.add(
    ...QUEUE,
    skipped(shown.join('\n'), 'Run the doctor again with --queue and an id or a whole name.', {
      queues: found,
    }),
  );
}

/**
 * Everything about the queue that `text` (id or name) means, as `filters` would count it.
 * @returns its id, if its members can be read
 */
export async function checkQueue(
  text: string,
  filters: MemberFilters,
  questions: Questions,
  notes: Notes,
): Promise<string | undefined> {
  let queueId: string;
  try {
    ({ id: queueId } = await findQueue(questions.queues, text));
  } catch (fault) {
    return refused(asServiceError(fault), notes);
  }
  let snapshot: Snapshot;
  try {
    ({ snapshot } = await questions.members.get({ queueId, filters: {}, view: PERSON_VIEW }));
  } catch (fault) {
    return refused(asServiceError(fault), notes);
  }
  notes.add(...ANSWER, ANSWERED);
  notes.add(...PERMISSION, { status: 'ok', detail: 'The members of the queue can be read.' });
  notes.add(...QUEUE, await described(queueId, questions));
  await checkPeople({ queueId, filters, snapshot }, questions, notes);
  return queueId;
}

/** The queue's name; who may read members need not be allowed to read that. */
async function described(queueId: string, { queues }: Questions): Promise<Finding> {
  const queue = await queues.byId(queueId).catch(() => undefined);
  const detail = queue ? `${queue.name} (${queueId}).` : `${queueId}; its name cannot be read.`;
  return { status: 'ok', detail, facts: { id: queueId, ...(queue && { name: queue.name }) } };
}

interface Asked {
  readonly queueId: string;
  readonly filters: MemberFilters;
  /** All members of the queue. */
  readonly snapshot: Snapshot;
}

async function checkPeople({ queueId, filters, snapshot }: Asked, { members }: Questions, notes: Notes) {
  const people = snapshot.members.map(personOf);
  const numbers = numbersOf(people);
  if (!notes.add(...MEMBERS, diagnoseMembers(numbers))) {
    notes.add(...JOINED, skipped('The queue has no members.'));
    notes.add(...AVAILABLE, skipped('The queue has no members.'));
    return;
  }
  // Who does not ask for those that have joined is not bothered that nobody has.
  if (!notes.add(...JOINED, diagnoseJoined(numbers)) && filters.joined === true) {
    notes.add(...AVAILABLE, skipped('Nobody has joined, so there is nobody to count.'));
    return;
  }
  try {
    const counted = await members.get({ queueId, filters });
    const others = otherFilters(filters);
    // Who has a skill only Genesys knows.
    const having =
      filtersText(others) === ''
        ? snapshot
        : (await members.get({ queueId, filters: others, view: PERSON_VIEW })).snapshot;
    const eligible = having.members.map(personOf);
    notes.add(
      ...AVAILABLE,
      diagnoseAvailability({ people, eligible, counted: counted.snapshot.members.length }, filters),
    );
  } catch (fault) {
    notes.add(...AVAILABLE, withoutAnswer(withUnknownValues(asServiceError(fault), filters)));
  }
}

/** Notes what Genesys said instead of showing members, and what can't be known without them. */
function refused(error: ServiceError, notes: Notes): undefined {
  noteRefusal(error, notes);
  const rest = [MEMBERS, JOINED, AVAILABLE] as const;
  rest.forEach(([id, title]) => notes.add(id, title, skipped(UNREAD)));
  return undefined;
}

/** Whose fault it is: Genesys's or the token's, the permission's, or the queue's. */
function noteRefusal(error: ServiceError, notes: Notes): void {
  if (error.code === 'queue_not_found' || error.kind === 'caller') {
    notes.add(...ANSWER, ANSWERED);
    notes.add(...PERMISSION, { status: 'ok', detail: 'This OAuth client may ask for queues.' });
    notes.add(...QUEUE, unknownQueue(error));
    return;
  }
  const permission = error.code === 'genesys_permission_missing';
  notes.add(...ANSWER, permission ? ANSWERED : withoutAnswer(error));
  notes.add(...PERMISSION, permission ? failed(error) : skipped(UNREAD));
  notes.add(...QUEUE, skipped(UNREAD));
}

function unknownQueue(error: ServiceError): Finding {
  const finding = failed(error);
  if (error.facts.hint !== undefined || error.code !== 'queue_not_found') return finding;
  return {
    ...finding,
    hint: 'Check the queue id (the UUID at the end of the address when the queue is open in Genesys Cloud Admin), the organization and its region. A queue in a division that the roles of the OAuth client do not cover looks the same. "genesys-availability-proxy queues" lists those that it sees.',
  };
}
