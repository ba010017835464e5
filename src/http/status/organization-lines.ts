// The organizations in the status report: their type and their description come from here.
import { lazily, text, type Written } from '../../domain/fields.js';
import { trafficSchema } from '../../domain/traffic.js';
import { looksSchema } from '../../genesys/activity/activity-health.js';
import { budgetSchema } from '../../genesys/budget-report.rules.js';
import { latencySchema } from '../../telemetry/journal/latency.js';
import type { HttpDependencies } from '../dependencies.js';
import { describeToken, organizationHealthSchema } from '../health/token-answer.js';
import { pushLine, pushSchema } from './push-lines.js';
import { nameOf } from './status-words.js';

/** One organization. */
export const organizationSchema = lazily(() =>
  organizationHealthSchema()
    .extend({
      loginHost: text('Who is asked for tokens.'),
      apiHost: text('Who is asked for members.'),
      budget: budgetSchema(),
      activity: looksSchema(),
      push: pushSchema(),
      upstream: latencySchema(),
      traffic: trafficSchema(),
    })
    .describe('One organization: its tokens, its rate budget, and how Genesys Cloud answers.'),
);

/** Every organization. */
export function organizationLines(dependencies: HttpDependencies): Array<Written<typeof organizationSchema>> {
  const { organizations, clock, journal } = dependencies;
  return [...organizations.values()].map((organization) => ({
    ...describeToken(organization, clock.now()),
    ...hostsOf(dependencies, organization.name),
    budget: organization.budget(),
    activity: organization.activity(),
    push: pushLine(organization, clock, (id) => nameOf(dependencies, organization.name, id)),
    upstream: journal.latency(organization.name).read(),
    traffic: journal.traffic(organization.name).read(),
  }));
}

/** Which hosts are asked: a wrong region is seen by them. */
function hostsOf({ settings }: HttpDependencies, organization: string) {
  const found = settings.organizations.find(({ name }) => name === organization);
  const hostOf = (url = '') => (URL.canParse(url) ? new URL(url).host : '');
  return { loginHost: hostOf(found?.loginUrl), apiHost: hostOf(found?.apiUrl) };
}
