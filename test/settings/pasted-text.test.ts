// Secrets that were pasted with something around them are told by what they look like, and never shown.
import { expect } from 'chai';
import { pasteProblem } from '../../src/settings/pasted-text.js';
import { errorOf, faultsOf, file, GOOD, KEY, load } from './support.js';

const SECRET = 'kD9-x_zz81Ab';

describe('a secret that was pasted', () => {
  const table: Array<[text: string, problem: RegExp]> = [
    [`\uFEFF${SECRET}`, /byte order mark/],
    [`"${SECRET}"`, /quotes/],
    [`'${SECRET}'`, /quotes/],
    [`“${SECRET}”`, /quotes/],
    [`GENESYSCLOUD_OAUTHCLIENT_SECRET=${SECRET}`, /GENESYSCLOUD_OAUTHCLIENT_SECRET=: leave/],
    [`export GENESYSCLOUD_OAUTHCLIENT_SECRET="${SECRET}"`, /GENESYSCLOUD_OAUTHCLIENT_SECRET=: leave/],
    [`MY_SECRET=${SECRET}`, /name and a value/],
    [`clientSecret: ${SECRET}`, /name and a value/],
    [`password = ${SECRET}`, /name and a value/],
    [[...SECRET].join('\0'), /UTF-8/],
  ];
  for (const [text, problem] of table)
    it(`is told of: ${JSON.stringify(text)}`, () => {
      expect(pasteProblem(text)).to.match(problem).and.not.contain(SECRET).and.not.contain('MY_SECRET');
      const path = file('pasted', `${text}\n`);
      const given = { ...GOOD, GENESYSCLOUD_OAUTHCLIENT_SECRET: undefined };
      const [fault] = faultsOf({ ...given, GENESYSCLOUD_OAUTHCLIENT_SECRET_FILE: path });
      expect(fault?.problem).to.match(problem).and.not.contain(SECRET);
    });

  for (const text of [SECRET, 'QUJDREVGRw==', 'aB"c', "it's", 'x=y', 'A=b', '"', 'KEY9=x', 'a_b=c'])
    it(`may look like ${JSON.stringify(text)}`, () => expect(pasteProblem(text)).to.equal(undefined));

  it('is told of in the environment, in the keys of callers and of the admin listener too', () => {
    const quoted = errorOf({ ...GOOD, GENESYSCLOUD_OAUTHCLIENT_SECRET: `"${SECRET}"` });
    expect(quoted.message).to.match(/OAUTHCLIENT_SECRET\) is in quotes/);
    const keys = file('keys', `CALLER_KEYS=callgrid:${KEY}\n`);
    const named = errorOf({ ...GOOD, CALLER_KEYS: undefined, CALLER_KEYS_FILE: keys });
    expect(named.message)
      .to.match(/content begins with CALLER_KEYS=/)
      .and.not.contain(KEY);
    const called = load({
      ...GOOD,
      CALLER_KEYS: undefined,
      CALLER_KEYS_FILE: file('keys', `token:${KEY}\n`),
    });
    expect(called.callers.map(({ name }) => name)).to.deep.equal(['token']);
    const admin = errorOf({ ...GOOD, ADMIN_KEY: `"${KEY}"` });
    expect(admin.message).to.match(/ADMIN_KEY\) is in quotes/);
  });
});
