// A member as the members endpoint writes it: little without `expand`, more for each word in it.
import type { Member, User } from './member.js';
import { PRESENCES } from './vocabulary.js';

/** Stable ids of things that have only a name here: the same name is the same id. */
function idOf(kind: number, index: number): string {
  return `00000000-0000-4${String(kind).padStart(3, '0')}-8000-${String(index).padStart(12, '0')}`;
}

function codeOf(text: string): number {
  let sum = 0;
  for (const char of text) sum = (sum * 31 + char.charCodeAt(0)) % 1_000_000_007;
  return sum;
}

/** A routing status, in a member and in an event. */
export const routingStatusJson = (user: User) => ({
  userId: user.id,
  status: user.routingStatus,
  startTime: new Date(user.statusSince).toISOString(),
});

/** A presence, in a member and in an event. */
export const presenceJson = (user: User) => ({
  source: 'PURECLOUD',
  presenceDefinition: {
    id: idOf(1, Math.max(0, PRESENCES.indexOf(user.presence as (typeof PRESENCES)[number]))),
    systemPresence: user.presence,
  },
  modifiedDate: new Date(user.statusSince).toISOString(),
});

const rated = (kind: number, name: string) => ({
  id: idOf(kind, codeOf(name)),
  name,
  proficiency: 3,
  state: 'active',
});

/** What each word of `expand` adds to the user; other words of Genesys's list add nothing here. */
const EXPANSIONS: Readonly<Record<string, (user: User) => unknown>> = {
  presence: presenceJson,
  routingStatus: routingStatusJson,
  skills: (user) => user.skills.map((name) => rated(2, name)),
  languages: (user) => user.languages.map((name) => rated(3, name)),
  profileSkills: (user) => user.profileSkills,
  certifications: () => [],
  groups: () => [],
  locations: () => [],
};

/** The JSON text of a member of a queue. */
export function entityJson(queueId: string, member: Member, expand: readonly string[]): string {
  const { user } = member;
  const expanded = Object.fromEntries(
    expand.flatMap((word) => {
      const expansion = Object.hasOwn(EXPANSIONS, word) ? EXPANSIONS[word] : undefined;
      return expansion ? [[word, expansion(user)]] : [];
    }),
  );
  const text = JSON.stringify({
    id: member.id,
    name: user.name,
    user: { id: user.id, name: user.name, ...expanded, selfUri: `/api/v2/users/${user.id}` },
    ringNumber: member.ringNumber,
    joined: member.joined,
    memberBy: member.memberBy,
    ...(expand.includes('routingStatus') ? { routingStatus: routingStatusJson(user) } : {}),
    ...member.extra,
    selfUri: `/api/v2/routing/queues/${queueId}/members/${member.id}`,
  });
  return member.extraJson === '' ? text : `${text.slice(0, -1)},${member.extraJson}}`;
}
