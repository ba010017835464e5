// Why a query of the status report counts nobody.
import type { QueryRecord } from '../../telemetry/journal/query-record.js';
import type { Snapshot } from '../../domain/model.js';
import { doctorLine, whyNobody } from './nobody.rules.js';
import type { HttpDependencies } from '../dependencies.js';
import { CountsByQueue } from './queue-counts.js';
import { short } from './status-words.js';

/** A longer line is nothing to paste: the doctor then looks at the queue without the filters. */
const LONGEST_LINE = 2_000;

/** Why a query counts 0, as far as what is held tells, and how to find out more; null when it counts somebody. */
export function nobodyOf(
  dependencies: HttpDependencies,
  record: QueryRecord,
  snapshot: Snapshot | undefined,
  counts: CountsByQueue,
) {
  if (snapshot?.members.length !== 0) return null;
  const { organization, query } = record;
  const { queueId, filters } = query;
  const where = dependencies.organizations.size > 1 ? organization : undefined;
  const command = doctorLine({ queueId, filters, organization: where });
  return {
    hint: short(whyNobody(filters, counts.beside(record)), 2_000),
    command:
      command.length > LONGEST_LINE ? doctorLine({ queueId, filters: {}, organization: where }) : command,
  };
}

/** The same for an answer that has just counted nobody of some of `queueIds`, whatever is held by now. */
export function whyNobodyNow(
  dependencies: HttpDependencies,
  organization: string,
  queueIds: readonly string[],
): (record: QueryRecord) => string {
  let counts: CountsByQueue | undefined;
  const gather = () => {
    const asked = new Set(queueIds);
    const ofQueues = dependencies.journal
      .queries()
      .filter((one) => asked.has(one.query.queueId) && one.organization === organization);
    return new CountsByQueue(dependencies, ofQueues);
  };
  return (record) => whyNobody(record.query.filters, (counts ??= gather()).beside(record));
}
