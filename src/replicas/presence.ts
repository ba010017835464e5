// Which replicas there are: each writes a line of its own every few seconds, and reads those of all at the same time.
import type { Cancel, Clock } from '../runtime/clock.js';
import type { RedisLink } from './connection.js';
import type { ReplicasObserver } from './observer.js';
import {
  encodePresence,
  FORGET_PRESENCE_AFTER_MS,
  LONGEST_LINE,
  MOST_REPLICAS,
  readPresences,
  TELL_PRESENCE_EVERY_MS,
  type Presence,
  type ReadPresence,
  type Replica,
} from './presence.rules.js';

/**
 * KEYS: where all lines are; ARGV: owner, its line, or nothing when it leaves. Lines that are old, from the future or
 * none of ours go. All in one key, by commands that a restricted user has anyway.
 */
const TELL = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local held = redis.pcall('GET', KEYS[1])
if type(held) ~= 'string' or #held > ${2 * MOST_REPLICAS * LONGEST_LINE} then held = '' end
local lines = {}
if ARGV[2] ~= '' then lines[1] = ARGV[1] .. '\\t' .. string.format('%.0f', now) .. '\\t' .. ARGV[2] end
for line in string.gmatch(held, '[^\\n]+') do
  local owner, at = string.match(line, '^([^\\t]+)\\t(%d+)\\t')
  local age = at and now - tonumber(at)
  if age and age > -${FORGET_PRESENCE_AFTER_MS} and age < ${FORGET_PRESENCE_AFTER_MS}
    and owner ~= ARGV[1] and #lines < ${MOST_REPLICAS} then lines[#lines + 1] = line end
end
local text = table.concat(lines, '\\n')
if text == '' then redis.call('DEL', KEYS[1]) else redis.call('SET', KEYS[1], text, 'PX', ${FORGET_PRESENCE_AFTER_MS}) end
return string.format('%.0f', now) .. '\\n' .. text
`;

interface PresenceDependencies {
  readonly link: RedisLink;
  readonly clock: Clock;
  /** Where all lines are. */
  readonly key: string;
  /** Names this process among those that write: no other has it. */
  readonly owner: string;
  readonly ours: () => Presence;
  readonly observer: Pick<ReplicasObserver, 'unreadable'>;
}

/** The replicas of one Redis. Nothing in here rejects. */
export class ReplicaPresence {
  readonly #dependencies: PresenceDependencies;
  #others: readonly ReadPresence[] = [];
  /** Monotonic milliseconds. */
  #readAt = 0;
  #running = true;
  #telling: Promise<void> | undefined;
  #cancel: Cancel = () => undefined;

  /** To be made before `link` is started: it begins with the connection. */
  constructor(dependencies: PresenceDependencies) {
    this.#dependencies = dependencies;
    dependencies.link.watch((connected) => connected && this.#turn());
  }

  /** This replica first, then the others by name; those that were silent for too long are left out. */
  all(): readonly Replica[] {
    const { clock, ours } = this.#dependencies;
    const sinceMs = clock.now() - this.#readAt;
    const others = this.#others
      .map((line) => ({ ...line, ageMs: Math.round(line.ageMs + sinceMs), self: false }))
      .filter(({ ageMs }) => ageMs < FORGET_PRESENCE_AFTER_MS)
      .sort((a, b) => a.name.localeCompare(b.name));
    return [{ ...ours(), ageMs: 0, self: true }, ...others];
  }

  /** Takes the own line away. */
  async stop(): Promise<void> {
    if (!this.#running) return;
    this.#running = false;
    this.#cancel();
    await this.#telling;
    const { link, key, owner } = this.#dependencies;
    await link.run(TELL, [key], [owner, '']);
  }

  #turn(): void {
    if (!this.#running) return;
    this.#cancel();
    this.#cancel = this.#dependencies.clock.after(TELL_PRESENCE_EVERY_MS, () => this.#turn());
    this.#telling ??= this.#tell().finally(() => (this.#telling = undefined));
  }

  async #tell(): Promise<void> {
    const { link, clock, key, owner, ours, observer } = this.#dependencies;
    const reply = await link.run(TELL, [key], [owner, encodePresence(ours())]);
    if (typeof reply !== 'string') return;
    // The first line is our own.
    const [now, , ...others] = reply.split('\n');
    const { lines, unreadable } = readPresences([now, ...others].join('\n'));
    for (let n = 0; n < unreadable; n++) observer.unreadable();
    this.#others = lines;
    this.#readAt = clock.now();
  }
}
