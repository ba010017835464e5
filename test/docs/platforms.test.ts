import { expect } from 'chai';
import { PLATFORMS, type Platform } from '../../src/domain/platforms/platforms.js';
import { webhookSetup } from '../../src/domain/platforms/setup.rules.js';
import { readProjectFile } from '../support/project-file.js';

const page = readProjectFile('docs/platforms.md');

/** The text under the heading that names the platform. */
const sectionOf = (name: string) =>
  page
    .split(/^(?=### )/m)
    .find((section) => section.slice(0, section.indexOf('\n')).includes(name))
    ?.replaceAll('\n', ' ') ?? '';

const setupOf = (platform: Platform) =>
  webhookSetup({
    platform,
    style: PLATFORMS[platform].usualStyle,
    decidesBy: 'field',
    publicUrl: '',
    queues: [],
    presence: ['Available'],
    routingStatus: [],
    skills: [],
    joined: true,
    minimum: 1,
    failurePolicy: 'closed',
    webhookName: '',
    callerKey: '',
  });

describe('the page of platforms', () => {
  // CallGrid has a page of its own.
  const platforms = (Object.keys(PLATFORMS) as Platform[]).filter(
    (one) => one !== 'callgrid' && one !== 'generic',
  );
  for (const platform of platforms) {
    it(`has for ${platform} what the set-up fills in`, () => {
      const { name } = PLATFORMS[platform];
      const { url, method, headers, timeoutMs, accept, notes } = setupOf(platform);
      const section = sectionOf(name);
      const [header] = headers;
      expect(section).to.include(`| URL | \`${url}\` |`);
      expect(section).to.include(`| Method | \`${method}\` |`);
      expect(section).to.include(`| Header | \`${header?.name}\` with the value \`${header?.value}\` |`);
      expect(section).to.include(`| Timeout | ${timeoutMs.toLocaleString('en-US')} ms`);
      if (accept.by !== 'field') throw new Error('decides by a field');
      expect(section).to.include(
        `| Criterion | field \`${accept.field}\`, condition _${accept.condition}_, value \`${accept.value}\` |`,
      );
      expect(section).to.include('ignoreParameters');
      for (const said of [section, notes.join(' ')])
        expect(said)
          .to.match(new RegExp(`\\bnot (tried )?with ${name}\\b`, 'i'))
          .and.match(/not known here/i);
      expect(section, 'a request, an answer and where it is known from')
        .to.match(/``` (GET|POST) \/v1\/\S+ HTTP\/1\.1 /)
        .and.match(/``` HTTP\/1\.1 \d{3} /)
        .and.match(/ Source: /);
    });
  }
});
