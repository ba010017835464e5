import { apiDescription } from './src/http/openapi/document.js';
import { lintFromString, createConfig } from '@redocly/openapi-core';
import { writeFileSync } from 'node:fs';
for (const audience of ['admin','public'] as const) {
  const t = performance.now();
  const source = JSON.stringify(apiDescription(audience));
  console.log(audience, source.length, performance.now()-t);
  writeFileSync(`/tmp/wt/${audience}.json`, JSON.stringify(JSON.parse(source),null,1));
  const problems = await lintFromString({ source, config: await createConfig({ extends: ['recommended'] }) });
  const seen = new Set();
  for (const p of problems) { const k = p.ruleId+p.message; if (seen.has(k)) continue; seen.add(k); console.log(p.severity, p.ruleId, p.message, p.location[0]?.pointer); }
  console.log(problems.length);
}
