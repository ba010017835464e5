// Keeps faults of those who are told away from those who tell: an event handler that throws would end the process.
import type { NotificationsDependencies } from './dependencies.js';

/** `parts` whose listener, observer and `wanted` never throw. */
export function guarded(dependencies: NotificationsDependencies): NotificationsDependencies {
  return {
    ...dependencies,
    listener: neverThrows(dependencies.listener),
    observer: neverThrows(dependencies.observer),
    wanted: () => {
      try {
        return dependencies.wanted();
      } catch {
        return [];
      }
    },
  };
}

/** A copy whose methods return nothing and swallow what they would throw. */
function neverThrows<T extends object>(target: T): T {
  return new Proxy(target, {
    get(object, name) {
      const member: unknown = Reflect.get(object, name);
      if (typeof member !== 'function') return member;
      return (...given: unknown[]) => {
        try {
          Reflect.apply(member, object, given);
        } catch {
          // Whoever is told has to look after itself.
        }
      };
    },
  });
}
