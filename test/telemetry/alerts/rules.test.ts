// Every alert rings and ceases as it should, by promtool's own evaluation of the rules.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { parse, stringify } from 'yaml';
import { needs } from '../../support/tools.js';

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly annotations?: { readonly runbook_url?: string };
}

interface RuleFile {
  readonly groups: ReadonlyArray<{ readonly rules: readonly Rule[] }>;
}

interface Cases {
  readonly tests: ReadonlyArray<{
    readonly alert_rule_test?: ReadonlyArray<{
      readonly alertname: string;
      readonly exp_alerts: readonly unknown[];
    }>;
    readonly promql_expr_test?: ReadonlyArray<{ readonly expr: string }>;
  }>;
}

const root = (file: string) => fileURLToPath(new URL(`../../../${file}`, import.meta.url));
const read = (file: string) => readFileSync(root(file), 'utf8');
const RULES = 'docs/prometheus-rules.yaml';
const CASES = 'test/telemetry/alerts/rules.test.yaml';

const promtool = (...args: string[]) => execFileSync('promtool', args, { encoding: 'utf8', stdio: 'pipe' });

/** Every rule of the file; alerts and records. */
const rules = (parse(read(RULES)) as RuleFile).groups.flatMap((group) => group.rules);
const cases = (parse(read(CASES)) as Cases).tests;

describe('the alerts', function () {
  this.timeout(60_000);

  it('ring while something is wrong, and cease when it is mended', function () {
    needs(this, 'promtool');
    expect(promtool('test', 'rules', root(CASES))).to.include('SUCCESS');
  });

  it('are tried one by one: each is seen to ring and to cease', () => {
    const tried = cases.flatMap((one) => one.alert_rule_test ?? []);
    for (const { alert } of rules) {
      if (alert === undefined) continue;
      const own = tried.filter(({ alertname }) => alertname === alert);
      expect(own.map(({ exp_alerts }) => exp_alerts.length > 0)).to.include.members([true, false], alert);
    }
    const expressions = cases.flatMap((one) => one.promql_expr_test ?? []).map(({ expr }) => expr);
    const records = rules.flatMap(({ record }) => record ?? []);
    expect(records).to.have.length.greaterThan(2);
    expect(expressions).to.include.members(records);
  });

  it('are understood in Kubernetes too', function () {
    needs(this, 'promtool');
    const { spec } = parse(read('k8s/components/monitoring/prometheusrule.yaml')) as { spec: object };
    const folder = mkdtempSync(join(tmpdir(), 'rules-'));
    try {
      writeFileSync(join(folder, 'rules.yaml'), stringify(spec));
      expect(promtool('check', 'rules', join(folder, 'rules.yaml'))).to.include('SUCCESS');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('each lead to a section that says what to do', () => {
    const headings = new Set([...read('docs/alerts.md').matchAll(/^## (\w+)$/gm)].map(([, name]) => name));
    for (const { alert, annotations } of rules) {
      if (alert === undefined) continue;
      expect(annotations?.runbook_url).to.equal(`docs/alerts.md#${alert.toLowerCase()}`);
      expect(headings, alert).to.include(alert);
    }
    expect(headings.size).to.equal(rules.filter(({ alert }) => alert !== undefined).length);
  });
});
