// What this replica tells the others of itself: its name, its version, and whose notification channel it holds.
import { ReplicaPresence } from '../replicas/presence.js';
import { REPLICA } from '../runtime/replica.js';
import { VERSION } from '../runtime/version.js';

/** Which replicas there are, under the first key that is said: that of the first organization's client. */
export function presenceThrough(
  dependencies: Pick<
    ConstructorParameters<typeof ReplicaPresence>[0],
    'link' | 'clock' | 'owner' | 'observer'
  >,
) {
  let presence: ReplicaPresence | undefined;
  /** By organization, whether this replica holds its notification channel. */
  const leads = new Map<string, () => boolean>();
  const ours = () => {
    const led = [...leads].flatMap(([organization, isLed]) => (isLed() ? organization : []));
    return { name: REPLICA, version: VERSION, leads: led };
  };
  return {
    leads,
    underKey: (key: string) => void (presence ??= new ReplicaPresence({ ...dependencies, key, ours })),
    stop: () => presence?.stop(),
    all: () => presence?.all() ?? [],
  };
}
