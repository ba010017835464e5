// Leaves out of a document's components what nothing in it refers to.
import type { Paths } from './types.js';

type Components = Readonly<Record<string, Readonly<Record<string, object>>>>;

/** The `components` that `paths` use, directly or through one another. */
export function inUse(paths: Paths, components: Components): Components {
  const used = new Set<string>();
  const follow = (value: unknown): void => {
    for (const name of referencesIn(value)) {
      if (used.has(name)) continue;
      used.add(name);
      const [section = '', component = ''] = name.split('/');
      follow(components[section]?.[component]);
    }
  };
  follow(paths);
  return Object.fromEntries(
    Object.entries(components).map(([section, named]) => [
      section,
      Object.fromEntries(Object.entries(named).filter(([name]) => used.has(`${section}/${name}`))),
    ]),
  );
}

/** `section/name` of each component that `value` refers to; keys are referred to by their name alone. */
function referencesIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) => {
    if (key === '$ref' && typeof part === 'string') return [part.replace('#/components/', '')];
    if (key === 'security' && Array.isArray(part)) {
      return part.flatMap((keys: object) => Object.keys(keys).map((name) => `securitySchemes/${name}`));
    }
    return referencesIn(part);
  });
}
