// What health routes and `/status` say, as components of the API description.
import { looksSchema } from '../../genesys/activity/activity-health.js';
import { budgetSchema } from '../../genesys/budget-report.rules.js';
import { readinessSchema } from '../health/readiness-answer.js';
import { clientHealthSchema, organizationHealthSchema, tokenHealthSchema } from '../health/token-answer.js';
import { callerSchema } from '../status/caller-lines.js';
import { organizationSchema } from '../status/organization-lines.js';
import { problemSchema } from '../status/problem-lines.js';
import { pushSchema } from '../status/push-lines.js';
import { querySchema } from '../status/query-schema.js';
import { statusSchema } from '../status/status-report.js';
import { webhookSchema } from '../status/webhook-lines.js';
import { componentsOf } from './components.js';

/** The schemas by name. */
export const statusSchemas = () =>
  componentsOf({
    ClientHealth: clientHealthSchema(),
    OrganizationHealth: organizationHealthSchema(),
    TokenHealth: tokenHealthSchema(),
    Readiness: readinessSchema(),
    Status: statusSchema(),
    Organization: organizationSchema(),
    Budget: budgetSchema(),
    Looks: looksSchema(),
    Push: pushSchema(),
    Query: querySchema(),
    Webhook: webhookSchema(),
    Caller: callerSchema(),
    Trouble: problemSchema(),
  });
