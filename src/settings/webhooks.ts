// Named webhooks: each with its defaults filled in and its parts held against each other.
import type { FailurePolicy } from '../domain/acceptance.rules.js';
import type { Caller } from '../domain/caller.rules.js';
import { withDefaults } from '../domain/availability-query.rules.js';
import { callLimits } from '../domain/calls.rules.js';
import {
  comparesNumbers,
  numberOf,
  PAGE_FIELDS,
  READS_DECISION,
  type Criterion,
} from '../domain/criterion.rules.js';
import { QUEUES_ALLOWED, type WebhookEntry } from './entry-schemas.js';
import type { FaultList } from './faults.js';
import { shown } from './describe.js';
import type { Layer } from './layer.js';
import { requireOrganization, type Organizations } from './organizations.js';
import type { WebhookSettings } from './types.js';

/** Webhooks of all layers. `usualPolicy`: that of the availability routes. */
export function readWebhooks(
  layers: readonly Layer[],
  callers: readonly Caller[],
  organizations: Organizations,
  usualPolicy: FailurePolicy = 'closed',
  faults: FaultList,
): WebhookSettings[] {
  const entries = new Map(layers.flatMap((layer) => [...layer.webhooks]));
  return [...entries].map(([name, entry]) => {
    const at = `webhooks.${name}`;
    const organization = requireOrganization(entry.organization, `${at}.organization`, organizations, faults);
    if (!entry.queues && !faults.has(at) && !faults.has(`${at}.queues`)) {
      faults.add(`${at}.queues`, 'is missing', QUEUES_ALLOWED);
    }
    checkCallers(entry.callers, at, organization, callers, faults);
    checkAcceptance(entry, at, faults);
    return webhookOf(name, entry, organization, usualPolicy);
  });
}

function webhookOf(
  name: string,
  entry: WebhookEntry,
  organization: string,
  usualPolicy: FailurePolicy,
): WebhookSettings {
  const { callers, queues = [], filters, minimum, format, statusCodes } = entry;
  const { maxWaiting, minFree, anyOf } = entry;
  const limited = maxWaiting !== undefined || minFree !== undefined;
  const calls = limited ? callLimits(maxWaiting, minFree) : undefined;
  return {
    name,
    organization,
    ...(callers && { callers: [...new Set(callers)] }),
    queueIds: [...new Set(queues)],
    filters: withDefaults(filters ?? {}),
    minimum: anyOf ?? minimum,
    ...(anyOf !== undefined && { anyOf: true as const }),
    ...(calls && { calls }),
    criterion: entry.acceptance
      ? criterionOf(entry.acceptance)
      : usualCriterion(minimum, calls !== undefined || anyOf !== undefined),
    failurePolicy: entry.failurePolicy ?? usualPolicy,
    format,
    statusCodes,
  };
}

/** With limits for waiting calls, or where one queue has to reach it alone, there is more to hold than a total. */
function usualCriterion(minimum: number, isMore: boolean): Criterion {
  if (isMore) return { field: 'accept', condition: 'Equals', value: true };
  return { field: 'agentsAvailable', condition: 'Greater Than or Equal', value: minimum };
}

function criterionOf(acceptance: NonNullable<WebhookEntry['acceptance']>): Criterion {
  const { field, condition, value } = acceptance;
  return { field, condition, ...(value !== undefined && { value }) };
}

/** A name that nobody bears would shut a platform out without a word. */
function checkCallers(
  names: readonly string[] = [],
  at: string,
  organization: string,
  callers: readonly Caller[],
  faults: FaultList,
): void {
  if (faults.has('callers') || faults.has('CONFIG_FILE')) return;
  names.forEach((name, index) => {
    const caller = callers.find((candidate) => candidate.name === name);
    const theirs = caller?.organization ?? organization;
    const elsewhere = theirs !== organization && theirs !== '' && organization !== '';
    if (caller && !elsewhere) return;
    const problem = caller ? `is ${name}, a caller of the organization ${theirs}` : `is ${name}, not defined`;
    faults.add(`${at}.callers.${index}`, problem, "a caller of the webhook's own organization");
  });
}

function checkAcceptance(entry: WebhookEntry, at: string, faults: FaultList): void {
  const { acceptance, queues = [], anyOf } = entry;
  if (!acceptance) return;
  const { field, condition, value } = acceptance;
  if (anyOf !== undefined) requireDecision(field, `${at}.anyOf`, faults);
  const [first = ''] = field.split('.');
  if (PAGE_FIELDS.includes(first) && new Set(queues).size > 1) {
    faults.add(
      `${at}.acceptance.field`,
      `is ${field}, and there are several queues`,
      `one queue, or a field that does not belong to a single queue's page, such as total`,
    );
  }
  const key = `${at}.acceptance.value`;
  if (faults.has(key)) return;
  if (condition === 'Exists' && value !== undefined) {
    faults.add(key, 'is set, and Exists compares with nothing', 'leave it out, or another condition');
  }
  if (condition !== 'Exists' && value === undefined) {
    faults.add(key, 'is missing', `what ${condition} compares with`);
  }
  if (comparesNumbers(condition) && value !== undefined && numberOf(value) === undefined) {
    faults.add(key, shown(value), `a number, which ${condition} compares with`);
  }
}

/** What one queue alone has shows in the decision only. */
function requireDecision(field: string, key: string, faults: FaultList): void {
  if (READS_DECISION.includes(field)) return;
  const allowed = 'one of the two, or an acceptance that is about accept';
  faults.add(key, `is set, and acceptance looks at ${field}`, allowed);
}
