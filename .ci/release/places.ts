// Where the version of a release stands, and what CHANGELOG.md says of it.

/** A file that names the version, and the pattern around it; the version is the second group. */
interface Place {
  readonly file: string;
  readonly pattern: RegExp;
}

const VERSION = /^\d+\.\d+\.\d+(-[\w.]+)?$/;
const V = '(\\d+\\.\\d+\\.\\d+(?:-[\\w.]+)?)';
/** npm writes name and version one below the other, in package-lock.json twice. */
const named = new RegExp(`("name": "genesys-availability-proxy",\\n +"version": ")${V}`, 'g');
const image = new RegExp(`(genesys-availability-proxy:)${V}`, 'g');

/** All places in which the version must be the same. */
export const PLACES: readonly Place[] = [
  { file: 'package.json', pattern: named },
  { file: 'package-lock.json', pattern: named },
  { file: 'Dockerfile', pattern: new RegExp(`(genesys-availability-proxy:|ARG VERSION=)${V}`, 'g') },
  { file: 'k8s/base/deployment.yaml', pattern: image },
  { file: 'k8s/components/sidecar/patch.yaml', pattern: image },
  { file: 'docs/deployment.md', pattern: image },
  { file: 'docs/endpoints.md', pattern: new RegExp(`(^ +"version": ")${V}`, 'gm') },
];

/** The text of a file by its name. */
export type Read = (file: string) => string;

/** What keeps `tag` from being released; empty when nothing does. */
export function faultsOf(tag: string, read: Read): string[] {
  const version = tag.replace(/^v/, '');
  if (tag === version || !VERSION.test(version)) return [`${tag} is not a tag like v1.2.3 or v1.2.3-rc.1`];
  const places = PLACES.flatMap(({ file, pattern }) => {
    const found = [...read(file).matchAll(pattern)].map(([, , one]) => one);
    if (found.length === 0) return [`${file} names no version`];
    return found.filter((one) => one !== version).map((one) => `${file} says ${one}, and not ${version}`);
  });
  const notes = notesOf(read('CHANGELOG.md'), version);
  return notes
    ? places
    : [...places, `CHANGELOG.md has no section "## [${version}] - YYYY-MM-DD" with a line in it`];
}

/** What CHANGELOG.md says of a version, without its heading; empty when it has no dated section. */
export function notesOf(changelog: string, version: string): string {
  const heading = new RegExp(`^## \\[${version.replaceAll('.', '\\.')}\\] - \\d{4}-\\d\\d-\\d\\d\n`, 'm');
  const [, after] = changelog.split(heading);
  return after?.split(/^## \[/m)[0]?.trim() ?? '';
}

/** `latest`, or `next` for a version that is not final: npm's dist-tag. */
export const channelOf = (version: string): 'latest' | 'next' => (version.includes('-') ? 'next' : 'latest');

/**
 * The files as they are to be for a release: the version in all places, and what was unreleased under its heading.
 * @param date as `2026-11-27`
 * @throws RangeError for a version that is none, or when there is nothing unreleased
 */
export function raised(version: string, date: string, read: Read): Map<string, string> {
  if (!VERSION.test(version)) throw new RangeError(`${version} is not a version like 1.2.3 or 1.2.3-rc.1`);
  const files = new Map(
    PLACES.map(({ file, pattern }) => [file, read(file).replace(pattern, `$1${version}`)]),
  );
  const changelog = read('CHANGELOG.md');
  const unreleased = changelog
    .split(/^## \[Unreleased\]\n/m)[1]
    ?.split(/^## \[/m)[0]
    ?.trim();
  if (!unreleased) throw new RangeError('CHANGELOG.md has nothing under [Unreleased]');
  const heading = `## [Unreleased]\n\n## [${version}] - ${date}\n`;
  return files.set('CHANGELOG.md', changelog.replace('## [Unreleased]\n', heading));
}
