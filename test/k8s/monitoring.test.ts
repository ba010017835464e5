import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import type { Alert } from '../support/kubernetes/monitoring-types.js';
import { ofKind } from '../support/kubernetes/objects.js';
import {
  missingIn,
  parseMetrics,
  withDeclared,
  type Exposed,
} from '../support/kubernetes/exposed-metrics.js';
import { readManifest } from '../support/kubernetes/kustomize.js';
import { selectorsIn } from '../support/kubernetes/promql.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { KEY, membersOf, startService, stopServices } from '../support/service.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  /** A row has none. */
  readonly targets?: ReadonlyArray<{ readonly expr: string; readonly legendFormat: string }>;
}

interface Dashboard {
  readonly templating: { readonly list: ReadonlyArray<{ query: string; type: string; name: string }> };
  readonly panels: readonly Panel[];
}

const dashboard = JSON.parse(
  readFileSync(new URL('../../k8s/components/monitoring/dashboard.json', import.meta.url), 'utf8'),
) as Dashboard;
const [rules] = ofKind(readManifest('components/monitoring/prometheusrule.yaml'), 'PrometheusRule');
const all = rules!.spec.groups.flatMap((group) => group.rules);
const alerts = all.filter((rule): rule is Alert & { alert: string } => rule.alert !== undefined);
const expressions = [
  ...all.map(({ alert, record, expr }) => [alert ?? record ?? '', expr] as const),
  ...dashboard.panels.flatMap(({ title, targets }) =>
    (targets ?? []).map(({ expr }) => [title, expr] as const),
  ),
  ...dashboard.templating.list
    .filter(({ type }) => type === 'query')
    .map(({ query }) => ['variable', query] as const),
];

describe('alerts and dashboard', function () {
  this.timeout(30_000);
  let exposed: Exposed;

  before(async () => {
    const service = await startService({
      simulator: { queues: [{ id: QUEUE, agents: [{}] }] },
      environment: { PUSH: 'on', ACTIVITY: 'on' },
      settings: `webhooks: { line: { queues: [${QUEUE}] } }`,
    });
    for (const path of [
      membersOf(QUEUE),
      membersOf(QUEUE).replace('members?', 'users?'),
      `/v1/queues/${QUEUE}/availability`,
      '/v1/webhooks/line',
    ]) {
      expect((await service.get(path)).status).to.equal(200);
    }
    expect((await service.get(membersOf(QUEUE), { 'x-api-key': KEY.toUpperCase() })).status).to.equal(401);
    const counted = parseMetrics(await (await fetch(`${service.adminUrl}/metrics`)).text());
    exposed = withDeclared(counted, createMetrics().registry);
    await stopServices();
  });

  it('ask only for metrics, labels, routes and buckets that /metrics has', () => {
    const told = expressions.map(([name, expression]) => [name, missingIn(expression, exposed)]);
    expect(told.length).to.be.greaterThan(60);
    expect(told.filter(([, missing]) => missing?.length !== 0)).to.deep.equal([]);
  });

  it('would be found to ask for others', () => {
    const cases: Array<[string, string[]]> = [
      ['sum(rate(availability_proxy_walk_total[5m]))', ['availability_proxy_walk_total']],
      ['availability_proxy_walks_total{queue="x"} > 0', ['availability_proxy_walks_total{queue}']],
      [
        'availability_proxy_request_duration_seconds_bucket{le="1.6"}',
        ['availability_proxy_request_duration_seconds_bucket{le="1.6"}'],
      ],
      [
        'availability_proxy_requests_total{route=~"members|hook"}',
        ['availability_proxy_requests_total{route="hook"}'],
      ],
      [
        'availability_proxy_push_connections_total{how="x"}',
        ['availability_proxy_push_connections_total{how}'],
      ],
      ['up == 1', []],
      ['down == 1', ['down']],
      ['availability_proxy_shared_degraded', []],
      ['label_values(availability_proxy_nothing, pod)', ['availability_proxy_nothing']],
    ];
    for (const [expression, missing] of cases)
      expect(missingIn(expression, exposed), expression).to.deep.equal(missing);
  });

  it('are read whole: every metric of an expression is found in it', () => {
    const names = (expression: string) => selectorsIn(expression).map(({ metric }) => metric);
    expect(
      names('sum by (a, b) (rate(x_total{c="d e",f=~"g"}[5m])) / ignoring (h) group_left sum(y) > 0.5'),
    ).to.deep.equal(['x_total', 'y']);
    expect(names('max_over_time(x[5m]) and on (pod) absent(y{le="2"}) unless z')).to.deep.equal([
      'x',
      'y',
      'z',
    ]);
    for (const [name, expression] of expressions) expect(names(expression).length, name).to.be.greaterThan(0);
  });

  it('cover what an operator has to hear of, with what it means and what to do', () => {
    const covered = [
      /token_expires_in_seconds/,
      /budget_spent/,
      /cache_results_total\{result="stale"\}/,
      /request_duration_seconds_bucket/,
      /shared_degraded/,
    ];
    for (const metric of covered)
      expect(
        alerts.some(({ expr }) => metric.test(expr)),
        String(metric),
      ).to.equal(true);
    for (const { alert, annotations, labels } of alerts) {
      expect(labels?.['severity'], alert).to.be.oneOf(['critical', 'warning']);
      expect(annotations, alert).to.have.all.keys('summary', 'description', 'runbook_url');
    }
    expect(new Set(alerts.map(({ alert }) => alert)).size).to.equal(alerts.length);
  });

  it('place each panel of the dashboard where no other one is', () => {
    const taken = new Map<string, string>();
    for (const { title, gridPos } of dashboard.panels) {
      const { x, y, w, h } = gridPos;
      expect(x + w, title).to.be.at.most(24);
      for (let column = x; column < x + w; column += 1)
        for (let line = y; line < y + h; line += 1) {
          expect(taken.get(`${column} ${line}`), `below ${title}`).to.equal(undefined);
          taken.set(`${column} ${line}`, title);
        }
    }
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
  });

  it('need no labels of Kubernetes on the dashboard: job and instance are everywhere', () => {
    expect(JSON.stringify(dashboard)).to.not.match(/namespace|\bpod\b/);
    const variables = dashboard.templating.list.map(({ name }) => name);
    expect(variables).to.deep.equal(['datasource', 'job', 'instance', 'organization']);
    for (const { title, targets } of dashboard.panels)
      for (const { matchers } of (targets ?? []).flatMap(({ expr }) => selectorsIn(expr)))
        expect(
          matchers.map(({ label, value }) => `${label}=${value}`),
          title,
        ).to.include.members(['job=$job', 'instance=$instance']);
  });

  it('show in rows what an operator asks about', () => {
    const rows = dashboard.panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    for (const topic of [/Decisions/, /Activity/, /Push/, /evictions/, /budget/i])
      expect(rows.some((title) => topic.test(title))).to.equal(true);
    const shown = expressions.map(([, expression]) => expression).join('\n');
    for (const name of [
      'activity_distrusted',
      'push_live',
      'memory_snapshots_evicted_total',
      'decisions_total',
    ])
      expect(shown).to.include(`availability_proxy_${name}`);
  });

  it('say in a legend only labels that the expression leaves', () => {
    for (const { title, targets } of dashboard.panels)
      for (const { expr, legendFormat } of targets ?? []) {
        const left = /^\w+(?:\([\d.]+, sum)? by \(([^)]*)\)/.exec(expr)?.[1]?.split(', ') ?? [];
        const told = [...legendFormat.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
        expect(left, title).to.include.members(told);
      }
  });
});
