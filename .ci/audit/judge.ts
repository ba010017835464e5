// What known vulnerabilities mean here: one in a bundle reaches whoever runs the service, one in a tool doesn't.

/** What is read of `npm audit --json`. */
export interface Report {
  readonly vulnerabilities?: Readonly<Record<string, Vulnerability>>;
  /** Instead, when the registry could not be asked. */
  readonly message?: string;
  readonly error?: { readonly summary?: string };
}

interface Vulnerability {
  readonly name: string;
  readonly severity: string;
  /** Folders of the package, as package-lock.json names them. */
  readonly nodes: readonly string[];
  /** What is wrong, or the name of the package it is inherited from. */
  readonly via: ReadonlyArray<string | { readonly title: string; readonly url: string }>;
}

export interface Verdict {
  /** 0: none in a bundle, 1: some are, 2: nothing is known. */
  readonly exitCode: 0 | 1 | 2;
  readonly lines: readonly string[];
}

/** @param folders of packages that are in a bundle */
export function judge(report: Report, folders: ReadonlySet<string>): Verdict {
  if (report.vulnerabilities === undefined) {
    const cause = report.message ?? report.error?.summary ?? 'it said nothing';
    return { exitCode: 2, lines: [`npm's registry could not be asked: ${cause}`] };
  }
  const all = Object.values(report.vulnerabilities);
  const isBundled = ({ nodes }: Vulnerability) => nodes.some((folder) => folders.has(folder));
  const bundled = all.filter(isBundled);
  const tools = all.filter((one) => !isBundled(one));
  return {
    exitCode: bundled.length > 0 ? 1 : 0,
    lines: [
      `${folders.size} folders of packages are in the bundles: ${bundled.length} vulnerable`,
      ...bundled.map(wordsFor),
      `tools of development: ${tools.length} vulnerable`,
      ...tools.map(wordsFor),
    ],
  };
}

function wordsFor({ name, severity, nodes, via }: Vulnerability): string {
  const causes = via.map((one) => (typeof one === 'string' ? `by ${one}` : `${one.title} ${one.url}`));
  return `  ${severity}: ${name} (${nodes.join(', ')}): ${causes.join('; ')}`;
}
