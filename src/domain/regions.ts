// Genesys Cloud's regions: which domain serves which AWS region, and how people spell them.

/** AWS region → domain, as in `PureCloudRegionHosts` of Genesys's JavaScript SDK 262. */
const DOMAINS: Readonly<Record<string, string>> = {
  'us-east-1': 'mypurecloud.com',
  'us-east-2': 'use2.us-gov-pure.cloud',
  'us-west-2': 'usw2.pure.cloud',
  'ca-central-1': 'cac1.pure.cloud',
  'mx-central-1': 'mxc1.pure.cloud',
  'sa-east-1': 'sae1.pure.cloud',
  'eu-west-1': 'mypurecloud.ie',
  'eu-west-2': 'euw2.pure.cloud',
  'eu-central-1': 'mypurecloud.de',
  'eu-central-2': 'euc2.pure.cloud',
  'me-central-1': 'mec1.pure.cloud',
  'ap-south-1': 'aps1.pure.cloud',
  'ap-northeast-1': 'mypurecloud.jp',
  'ap-northeast-2': 'apne2.pure.cloud',
  'ap-northeast-3': 'apne3.pure.cloud',
  'ap-southeast-1': 'apse1.pure.cloud',
  'ap-southeast-2': 'mypurecloud.com.au',
  'eusc-de-east-1': 'edee1.eusc-pure.cloud',
};

/** One Genesys Cloud region and its hosts; URLs are origins without a trailing slash. */
export interface Region {
  /** AWS region with hyphens, such as `us-east-1`. */
  readonly name: string;
  readonly domain: string;
  readonly loginUrl: string;
  readonly apiUrl: string;
}

/** Every region, the Americas first. */
export const REGIONS: readonly Region[] = Object.entries(DOMAINS).map(([name, domain]) => ({
  name,
  domain,
  loginUrl: `https://login.${domain}`,
  apiUrl: `https://api.${domain}`,
}));

/**
 * The region that `text` means, in any case: `us-east-1` (Terraform), `us_east_1` (SDKs), `mypurecloud.com`,
 * or what is pasted from a browser: a login, api or apps host or its URL. Undefined if it means none.
 */
export function findRegion(text: string): Region | undefined {
  const wanted = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/[/?#].*$/s, '')
    .replace(/^(login|api|apps)\./, '');
  const name = wanted.replaceAll('_', '-');
  return REGIONS.find((region) => region.name === name || region.domain === wanted);
}
