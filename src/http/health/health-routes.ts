// What orchestrators and operators ask of the process itself; no key is needed and no secret is told.
import { Router, type RequestHandler } from 'express';
import { organizationNamed } from '../auth/caller-scope.js';
import { contextOf } from '../request-context.js';
import type { SettingsHealth } from '../../settings/watch.js';
import type { TokenHealth } from '../../oauth/renewal.js';
import type { HttpDependencies, Organization } from '../dependencies.js';
import { methodNotAllowed } from '../problem.js';
import { activityHealth } from '../status/activity-lines.js';
import { pushHealth } from '../status/push-lines.js';
import { queryOf } from '../request-parameters.js';

/** `/livez`, `/readyz` and `/health/token`. */
export function healthRoutes(dependencies: HttpDependencies): Router {
  const router = Router();
  const routes: Array<[string, string, RequestHandler]> = [
    ['/livez', 'livez', livez],
    ['/readyz', 'readyz', readyz(dependencies)],
    ['/health/token', 'health', tokenHealth(dependencies)],
  ];
  for (const [path, name, handler] of routes) {
    const named: RequestHandler = (_request, response, next) => {
      contextOf(response).route = name;
      response.setHeader('Cache-Control', 'no-store');
      next();
    };
    router.route(path).all(named).get(handler).all(methodNotAllowed('GET, HEAD'));
  }
  return router;
}

/** The process answers: nothing else is asked, least of all Genesys. */
const livez: RequestHandler = (_request, response) => {
  response.type('text/plain').send('ok\n');
};

function readyz({
  readiness,
  organizations,
  clock,
  settingsHealth,
  sharingHealth,
}: HttpDependencies): RequestHandler {
  return (request, response) => {
    const { state } = readiness;
    response.status(state === 'ready' ? 200 : 503);
    if (!queryOf(request).has('verbose')) return void response.type('text/plain').send(`${state}\n`);
    response.json({
      state,
      // Why is for the admin listener: it may name hosts.
      shared: sharingHealth().status,
      settings: describeSettings(settingsHealth()),
      organizations: [...organizations.values()].map((organization) => ({
        ...describeToken(organization, clock.now()),
        activity: activityHealth(organization),
        push: pushHealth(organization),
      })),
    });
  };
}

function tokenHealth({ organizations, clock }: HttpDependencies): RequestHandler {
  return (request, response) => {
    const name = queryOf(request).get('organization');
    const asked = name === null ? [...organizations.values()] : [organizationNamed(organizations, name)];
    const described = asked.map((organization) => describeToken(organization, clock.now()));
    response.status(described.some(({ status }) => status === 'failing') ? 503 : 200);
    // The worst comes first, so that a monitor that knows nothing of organizations can read `status`.
    const [worst] = described.toSorted((a, b) => severity(b) - severity(a));
    response.json(name === null ? { ...worst, organizations: described } : worst);
  };
}

/** How the settings stand; names of callers and files are for the log and the admin listener. */
export function describeSettings({ loadedAt, lastError, needRestart }: SettingsHealth) {
  return {
    loadedAt: isoTime(loadedAt),
    lastError: lastError
      ? { at: isoTime(lastError.at), faults: lastError.faults.length, hint: SETTINGS_HINT }
      : null,
    restartNeeded: needRestart.length > 0,
  };
}

const SETTINGS_HINT =
  'The files were changed and have faults: the settings from before stay in force. The log and /status list the ' +
  'faults; correct the files, they are read again when they change.';

const SEVERITY = ['healthy', 'renewing', 'degraded', 'failing'];
const severity = ({ status }: { readonly status: string }) => SEVERITY.indexOf(status);

/** The fields of `/health/token` for one organization; of several OAuth clients the best speaks for all. */
export function describeToken({ name, tokens }: Organization, now: number) {
  const clients = tokens().map((health) => describeClient(health, now));
  const [best = describeClient(NO_TOKEN, now)] = clients.toSorted((a, b) => severity(a) - severity(b));
  if (clients.length < 2) return { organization: name, ...best };
  const harmed =
    best.status !== 'failing' &&
    clients.some(({ status }) => severity({ status }) > severity({ status: 'renewing' }));
  return { organization: name, ...best, status: harmed ? 'degraded' : best.status, clients };
}

const isoTime = (wall: number | undefined) => (wall === undefined ? null : new Date(wall).toISOString());

const NO_TOKEN: TokenHealth = { status: 'failing', generation: 0, failures: 0 };

function describeClient(health: TokenHealth, now: number) {
  const seconds = (at: number | undefined) =>
    at === undefined ? null : Math.max(0, Math.round((at - now) / 1000));
  return {
    status: health.status,
    expiresInSeconds: seconds(health.expiresAt),
    renewInSeconds: seconds(health.renewAt),
    obtainedAt: isoTime(health.obtainedAt),
    generation: health.generation,
    consecutiveFailures: health.failures,
    lastError: health.lastError ? { code: health.lastError.code, hint: health.lastError.hint } : null,
    credentialsChangedAt: isoTime(health.credentialsChangedAt),
    credentialsProvenAt: isoTime(health.credentialsProvenAt),
  };
}
