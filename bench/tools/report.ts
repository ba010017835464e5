// What a part of the bench has found, and how it is written.
import { ROOT } from './processes.js';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A figure held against what the issue asks for; `met` undefined where it could not be measured. */
export interface Target {
  readonly text: string;
  readonly figure: string;
  readonly met: boolean | undefined;
}

export interface Section {
  readonly title: string;
  /** Paragraphs and tables in Markdown. */
  readonly blocks: readonly string[];
  readonly targets: readonly Target[];
}

/** What a part is told of the run. */
export interface Run {
  /** Shorter and rougher. */
  readonly quick: boolean;
  /** Binaries by major version; Node 24 is left out where it could not be had. */
  readonly nodes: ReadonlyMap<string, string>;
  /** Says on stderr what is being done. */
  readonly say: (text: string) => void;
}

type Row = readonly string[];

export function table(head: Row, rows: readonly Row[]): string {
  const line = (row: Row) => `| ${row.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '--:'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

function targetTable(targets: readonly Target[]): string {
  const verdict = ({ met }: Target) => (met === undefined ? 'not measured' : met ? 'met' : '**not met**');
  return table(
    ['target', 'figure', 'verdict'],
    targets.map((target) => [target.text, target.figure, verdict(target)]),
  );
}

function sectionText({ title, blocks, targets }: Section): string {
  return [`## ${title}`, ...blocks, ...(targets.length > 0 ? [targetTable(targets)] : [])].join('\n\n');
}

/** The whole result as Markdown. */
export function document(facts: readonly string[], sections: readonly Section[]): string {
  const targets = sections.flatMap((section) => section.targets);
  const parts = sections.map(sectionText);
  const intro =
    'Written by `npm run bench`. Everything ran on one machine over 127.0.0.1; only ratios within a table ' +
    'mean much, and gaps under 0.1 nothing at all.';
  const having = (verdict: boolean | undefined) => targets.filter(({ met }) => met === verdict).length;
  const summary = summaryOf(having(true), having(false), having(undefined));
  const machine = facts.map((fact) => `- ${fact}`).join('\n');
  return `${['# Bench results', intro, machine, summary, ...parts].join('\n\n')}\n`;
}

/**
 * Puts `sections` in the place of those with the same letter in `bench/RESULTS.md`, or at its end.
 * @returns its path
 */
export function update(facts: readonly string[], sections: readonly Section[]): string {
  const path = join(ROOT, 'bench', 'RESULTS.md');
  let text = readFileSync(path, 'utf8');
  for (const section of sections) {
    const heading = `## ${section.title.slice(0, 3)}`;
    const apart = `Measured apart from the rest: ${facts.join('; ')}.`;
    const written = sectionText({ ...section, blocks: [apart, ...section.blocks] });
    const old = text.split(/^(?=## )/m).find((one) => one.startsWith(heading));
    text = old ? text.replace(old, () => `${written}\n\n`) : `${text.trimEnd()}\n\n${written}\n`;
  }
  const counted = (verdict: string) => text.split(`| ${verdict} |`).length - 1;
  const summary = summaryOf(counted('met'), counted('**not met**'), counted('not measured'));
  writeFileSync(path, `${text.replace(/^\*\*\d+ of \d+ targets met.*$/m, () => summary).trimEnd()}\n`);
  return path;
}

function summaryOf(met: number, missed: number, unmeasured: number): string {
  return `**${met} of ${met + missed + unmeasured} targets met, ${missed} not met.**`;
}

/** Writes `bench/RESULTS.md`. @returns its path */
export function save(text: string): string {
  const path = join(ROOT, 'bench', 'RESULTS.md');
  writeFileSync(path, text);
  return path;
}
