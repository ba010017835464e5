// What is held of a query when somebody looks at its line in the status report.
import type { QueryRecord } from '../../telemetry/journal/query-record.js';
import type { Snapshot } from '../../domain/model.js';
import type { Look } from '../../cache/cache.js';
import type { HttpDependencies } from '../dependencies.js';

/** A look that changes nothing. */
export const lookAt = ({ organizations }: HttpDependencies, { organization, query }: QueryRecord): Look =>
  organizations.get(organization)?.snapshots.look(query) ?? {};

/** Milliseconds. */
export const ageOf = ({ clock }: HttpDependencies, { takenAt }: Snapshot) =>
  Math.max(0, clock.now() - takenAt);
