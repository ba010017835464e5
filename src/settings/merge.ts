// Lays the layers over each other: what a higher one says stands.
import { isMap } from './check.js';
import type { FaultList } from './faults.js';
import type { Layer } from './layer.js';
import { mergedSchema, type MergedSettings } from './schema.js';

/** `upper` over `lower`: maps key by key, anything else as a whole. */
function over(lower: unknown, upper: unknown): unknown {
  if (upper === undefined) return lower;
  if (!isMap(lower) || !isMap(upper)) return upper;
  const keys = new Set([...Object.keys(lower), ...Object.keys(upper)]);
  return Object.fromEntries([...keys].map((key) => [key, over(lower[key], upper[key])]));
}

/** The ways to give the admin key are one setting: a higher layer's replaces a lower layer's other way. */
function withoutAdminKey({ admin, ...rest }: Layer['plain']): Layer['plain'] {
  return { ...rest, admin: { host: admin?.host, port: admin?.port } };
}

function hasAdminKey({ admin }: Layer['plain']): boolean {
  return [admin?.key, admin?.keyFile, admin?.keyDigest].some((given) => given !== undefined);
}

/** So are those of each secret of Redis, and of each proxy. */
function withoutReplaced(lower: Layer['plain'], upper: Layer['plain']): Layer['plain'] {
  return {
    ...lower,
    ...(lower.redis && { redis: kept(lower.redis, upper.redis, ['url', 'username', 'password']) }),
    ...(lower.outbound && { outbound: kept(lower.outbound, upper.outbound, ['httpsProxy', 'httpProxy']) }),
  };
}

function kept<T extends object>(lower: T, upper: object = {}, secrets: readonly string[]): Partial<T> {
  const entries = Object.entries(lower).filter(([key]) => {
    const name = key.replace(/File$/, '');
    return !secrets.includes(name) || !(name in upper || `${name}File` in upper);
  });
  return Object.fromEntries(entries) as Partial<T>;
}

/** The settings apart from organizations, callers and webhooks, `layers` from the lowest to the highest. */
export function merge(layers: readonly Layer[], faults: FaultList): MergedSettings | undefined {
  const plain = layers
    .map((layer) => layer.plain)
    .reduce(
      (lower, upper) =>
        over(
          withoutReplaced(hasAdminKey(upper) ? withoutAdminKey(lower) : lower, upper),
          upper,
        ) as typeof lower,
    );
  const result = mergedSchema.safeParse(plain);
  if (result.success) return result.data;
  // Only a file of defaults that lacks something brings us here.
  for (const issue of result.error.issues) {
    faults.add(issue.path.join('.'), 'has no value and no default', issue.message);
  }
  return undefined;
}
