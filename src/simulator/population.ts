// Agents drawn from a seed: names, skills, and states that fit together.
import type { Random } from './random.js';
import type { AgentSpec } from './options.js';
import { ON_QUEUE_STATUSES, PRESENCES } from './vocabulary.js';

const FIRST =
  'Ada Ben Chloe Dev Elif Femi Grace Hugo Ines Jun Kaya Liam Mara Noor Omar Pia Quinn Rosa Sven Tess Uma Vik Wen Yara Zoë';
const LAST =
  'Abe Berg Costa Diaz Eze Fox Gupta Haas Ito Jones Kim Lopez Moss Novak Okoye Park Reis Silva Tran Usman Vega Wolf Xu Young Zhao';
const SKILLS = ['Sales', 'Support', 'Billing', 'Retention', 'Claims'];
const LANGUAGES = ['English', 'Spanish', 'German', 'French'];
const PROFILE_SKILLS = ['Medicare', 'Solar', 'Auto Insurance', 'Roofing'];

const names = (list: string) => list.split(' ');
const some = (random: Random, items: readonly string[], probability: number) =>
  items.filter(() => random.chance(probability));

/** A presence and a routing status that go together, mostly on queue. */
export function drawState(random: Random): { presence: string; routingStatus: string } {
  const on = random.chance(0.55);
  if (on) return { presence: 'On Queue', routingStatus: random.pick(ON_QUEUE_STATUSES) };
  const presence = random.chance(0.4) ? 'Available' : random.pick(PRESENCES.slice(1, -1));
  return { presence, routingStatus: 'OFF_QUEUE' };
}

/** An agent as a queue of that organization could have one. */
export function drawAgent(random: Random): AgentSpec {
  return {
    name: `${random.pick(names(FIRST))} ${random.pick(names(LAST))}`,
    ...drawState(random),
    joined: random.chance(0.85),
    memberBy: random.chance(0.8) ? 'user' : 'group',
    skills: some(random, SKILLS, 0.4),
    languages: some(random, LANGUAGES, 0.4),
    profileSkills: some(random, PROFILE_SKILLS, 0.25),
    ringNumber: 1 + random.below(6),
  };
}
