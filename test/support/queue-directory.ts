// A queue directory that notes what it is asked and answers as a test tells it.
import type { Purpose } from '../../src/genesys/budget.rules.js';
import { ServiceError } from '../../src/domain/errors.js';
import type { Queue, QueueDirectory } from '../../src/genesys/queues/queues.js';
import { FakeClock } from './fake-clock.js';

export interface ScriptedDirectory extends QueueDirectory {
  /** Ids and parts of names, in the order they were asked for. */
  readonly asked: string[];
  /** Names by id. */
  readonly names: Map<string, string>;
  /** Thrown instead of an answer while it is set. */
  fault: ServiceError | undefined;
  /** Look-ups wait until it is resolved. */
  held: Promise<void> | undefined;
}

export function scriptedDirectory(names: Record<string, string> = {}): ScriptedDirectory {
  const directory: ScriptedDirectory = {
    asked: [],
    names: new Map(Object.entries(names)),
    fault: undefined,
    held: undefined,
    async byId(id) {
      directory.asked.push(id);
      await directory.held;
      if (directory.fault) throw directory.fault;
      const name = directory.names.get(id);
      if (name === undefined) throw new ServiceError('queue_not_found');
      return { id, name };
    },
    async byName(part, most) {
      directory.asked.push(part);
      await directory.held;
      if (directory.fault) throw directory.fault;
      const found = [...directory.names].map(([id, name]): Queue => ({ id, name }));
      return found.filter(({ name }) => name.includes(part)).slice(0, most);
    },
  };
  return directory;
}

/** A gate that is open or not, as the test wants. */
export const scriptedGate = () => {
  const gate = {
    open: true,
    /** Whether there is something for what nobody waits for. */
    spares: true,
    admit: (purpose: Purpose) => gate.open && (gate.spares || purpose !== 'metadata'),
    refusal: () => undefined,
  };
  return gate;
};

/** Directory, gate and clock of one test. */
export const lookUps = (names: Record<string, string> = {}) => ({
  directory: scriptedDirectory(names),
  gate: scriptedGate(),
  clock: new FakeClock(),
});
