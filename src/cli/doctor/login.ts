// The doctor's login: whether id and secret work, for how long, and in which region if not in this one.
import { asServiceError, ServiceError } from '../../domain/errors.js';
import type { Token, TokenSource } from '../../domain/model.js';
import type { OutboundRoute } from '../../network/outbound-route.js';
import type { Finding } from '../../domain/finding.js';
import { REGIONS, type Region } from '../../domain/regions.js';
import type { Clock } from '../../runtime/clock.js';
import { USER_AGENT } from '../../runtime/version.js';
import type { ClientSettings, OrganizationSettings } from '../../settings/types.js';
import { clientCredentials } from '../../oauth/client-credentials.js';
import { failed, OUTAGE } from './notes.js';

/** Where an organization is, for people. */
export function placeOf({ loginUrl }: Pick<OrganizationSettings, 'loginUrl'>): string {
  const region = REGIONS.find((one) => one.loginUrl === loginUrl);
  return region ? `${region.name} (${region.domain})` : new URL(loginUrl).host;
}

/** Logs in. @param triesRegions whether the other regions are asked next */
export async function checkLogin(
  tokens: TokenSource,
  organization: OrganizationSettings,
  triesRegions: boolean,
): Promise<{ readonly finding: Finding; readonly token?: Token; readonly error?: ServiceError }> {
  const place = placeOf(organization);
  try {
    const token = await tokens.token();
    return {
      finding: { status: 'ok', detail: `The login of ${place} accepts the client id and secret.` },
      token,
    };
  } catch (fault) {
    const error = asServiceError(fault);
    const finding = failed(error);
    if (error.code !== 'login_invalid_client') return { finding: withOutage(finding, error), error };
    const detail = `The login of ${place} rejects the client id or the secret (invalid_client). The login of a wrong region says the same of good ones.`;
    const ask = 'Run the doctor with --try-regions: it tells a wrong secret from a wrong region.';
    return {
      finding: { ...finding, detail, hint: triesRegions ? 'See "Other regions" below.' : ask },
      error,
    };
  }
}

/** An outage is Genesys's, not the user's. */
function withOutage(finding: Finding, { code }: ServiceError): Finding {
  if (code !== 'login_unavailable' && code !== 'login_timeout') return finding;
  return { ...finding, hint: OUTAGE };
}

/** A service logs in again well before a token ends; below this that is often. */
const SHORT_SECONDS = 300;

/** What is to be said of how long tokens live. */
export function checkLifetime({ requestedAt, expiresAt }: Token): Finding {
  const seconds = Math.round((expiresAt - requestedAt) / 1000);
  const facts = { lifetimeSeconds: seconds };
  const hours = seconds >= 7_200 ? ` (${Math.round(seconds / 360) / 10} hours)` : '';
  if (seconds >= SHORT_SECONDS) {
    return { status: 'ok', detail: `${seconds} s${hours}; the service renews it long before.`, facts };
  }
  return {
    status: 'warn',
    detail: `Only ${seconds} s: the service logs in all the time.`,
    hint: 'Raise the token duration of the OAuth client in Genesys Cloud Admin, Integrations, OAuth; 86400 is usual.',
    facts,
  };
}

/** Regions that are asked at once, and milliseconds for each. */
const AT_ONCE = 4;
const REGION_MS = 4_000;

/** Tries the login of all `regions` but the organization's own, and says what follows. */
export async function checkRegions(
  { clientId, clientSecret }: ClientSettings,
  organization: OrganizationSettings,
  { clock, wayTo }: { readonly clock: Clock; readonly wayTo: (url: string) => OutboundRoute },
  regions: readonly Region[] = REGIONS,
): Promise<Finding> {
  const { credentialsIn, credentialsEncoding, loginUrl: own } = organization;
  const credentials = () => ({ id: clientId.value, secret: clientSecret.value });
  const others = regions.filter(({ loginUrl }) => loginUrl !== own);
  const waiting = [...others];
  const outcomes = new Map<Region, 'works' | ServiceError>();
  const worker = async () => {
    for (let region = waiting.shift(); region; region = waiting.shift()) {
      const { loginUrl } = region;
      const how = { credentialsIn, credentialsEncoding, timeout: REGION_MS, userAgent: USER_AGENT };
      const source = clientCredentials({ ...how, loginUrl, credentials, way: wayTo(loginUrl) }, clock);
      const outcome = await source.token().then(() => 'works' as const, asServiceError);
      outcomes.set(region, outcome);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return regionsFinding(others, outcomes, placeOf(organization));
}

function regionsFinding(
  asked: readonly Region[],
  outcomes: ReadonlyMap<Region, 'works' | ServiceError>,
  place: string,
): Finding {
  const those = (holds: (outcome: 'works' | ServiceError) => boolean) =>
    asked.filter((region) => holds(outcomes.get(region) ?? new ServiceError('internal_error')));
  const works = those((outcome) => outcome === 'works')[0];
  const said = those((outcome) => outcome !== 'works' && outcome.code === 'login_invalid_client');
  const silent = those((outcome) => outcome !== 'works' && outcome.code !== 'login_invalid_client');
  const facts = {
    worksIn: works?.name ?? null,
    rejectedBy: said.map(({ name }) => name),
    notReached: silent.map(({ name }) => name),
  };
  if (works) {
    return {
      status: 'failed',
      detail: `Wrong region: the client id and secret work in ${works.name} (${works.domain}), not in ${place}.`,
      hint: `Set GENESYSCLOUD_REGION=${works.name}, or region: ${works.name} of the organization in the settings file; take away loginUrl and apiUrl if they are set.`,
      facts,
    };
  }
  const missed = silent.length === 0 ? '' : ` Not reached: ${silent.map(({ name }) => name).join(', ')}.`;
  if (said.length === 0 && silent.length > 0) {
    return {
      status: 'failed',
      detail: `No other region can be reached from here, so nothing is known of them.${missed}`,
      hint: 'In a closed network only the own region may be allowed. Read the region off the address of Genesys Cloud in the browser.',
      facts,
    };
  }
  return {
    status: 'failed',
    detail: `Wrong client id or secret: ${said.length} other regions reject them too.${missed}`,
    hint: 'Copy the client id again, and generate a new secret in Genesys Cloud Admin, Integrations, OAuth; check that nothing was cut off and no blank or line break came along.',
    facts,
  };
}
