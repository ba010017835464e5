import { expect } from 'chai';
import {
  excludedQueues,
  findCaller,
  mayAsk,
  mayUse,
  passesOver,
  presentedKeys,
  type Caller,
} from '../../src/domain/caller.rules.js';
import { keyDigest } from '../../src/domain/key-digest.js';
import { OTHER_QUEUE, QUEUE } from './support.js';

const KEY = 'a-key-of-24-characters-1';
const SECOND_KEY = 'a-key-of-24-characters-2';
const THIRD_KEY = 'a-key-of-24-characters-3';

function caller(name: string, keys: readonly string[], queues?: readonly string[]): Caller {
  return {
    name,
    digests: keys.map(keyDigest),
    organization: 'default',
    fields: 'all',
    ignoreParameters: [],
    keyInUrl: false,
    ...(queues && { queues }),
  };
}

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

describe('presented keys', () => {
  const table: [authorization: string | undefined, apiKey: string | undefined, keys: readonly string[]][] = [
    [undefined, undefined, []],
    ['', undefined, []],
    ['', '', []],
    [`Bearer ${KEY}`, undefined, [KEY]],
    [`bearer ${KEY}`, undefined, [KEY]],
    [`BEARER ${KEY}`, undefined, [KEY]],
    [`  Bearer \t ${KEY}  `, undefined, [KEY]],
    [`Bearer Bearer ${KEY}`, undefined, [KEY]],
    [`Bearer bearer ${KEY}`, undefined, [KEY]],
    [`Bearer Bearer Bearer ${KEY}`, undefined, [KEY]],
    [`Token ${KEY}`, undefined, [KEY]],
    [`TOKEN  ${KEY}`, undefined, [KEY]],
    [`Bearer Token ${KEY}`, undefined, [KEY]],
    ['Token', undefined, []],
    ['Token Bearer', undefined, []],
    [`Token${KEY}`, undefined, []],
    [basic(`anybody:${KEY}`), undefined, [KEY]],
    [basic(`:${KEY}`), undefined, [KEY]],
    [basic(`${KEY}:`), undefined, []],
    [basic(KEY), undefined, []],
    [basic(`a:${KEY}`).replace('Basic', 'bASIC '), SECOND_KEY, [KEY, SECOND_KEY]],
    ['Bearer', undefined, []],
    ['Bearer ', undefined, []],
    ['Bearer Bearer', undefined, []],
    ['Bearer Bearer ', undefined, []],
    [`Bearer${KEY}`, undefined, []],
    [`Bearer ${KEY} more`, undefined, []],
    [`Bearer bearer-${KEY}`, undefined, [`bearer-${KEY}`]],
    [`Bearer ${KEY}-bearer`, undefined, [`${KEY}-bearer`]],
    [KEY, undefined, []],
    [`Basic ${KEY}`, undefined, []],
    [`Digest Bearer ${KEY}`, undefined, []],
    [undefined, KEY, [KEY]],
    [undefined, ` ${KEY} `, [KEY]],
    [undefined, ' ', []],
    ['', KEY, [KEY]],
    [' ', KEY, [KEY]],
    ['Bearer', KEY, [KEY]],
    ['Bearer Bearer', KEY, [KEY]],
    [`Basic ${SECOND_KEY}`, KEY, [KEY]],
    [`Bearer ${KEY}`, SECOND_KEY, [KEY, SECOND_KEY]],
    [`Bearer ${KEY.toUpperCase()}`, undefined, [KEY.toUpperCase()]],
  ];
  for (const [authorization, apiKey, keys] of table) {
    const headers = [authorization, apiKey].map((text) => (text === undefined ? 'none' : `"${text}"`));
    it(`are ${keys.length} in Authorization ${headers[0]} with X-API-Key ${headers[1]}`, () => {
      expect(presentedKeys({ authorization, apiKey })).to.deep.equal(keys);
    });
  }
});

describe('what a platform appends', () => {
  const KNOWN = ['name', 'presence', 'routingStatus'];
  const table: [patterns: readonly string[], name: string, passes: boolean][] = [
    [[], 'callId', false],
    [['callId'], 'callId', true],
    [['callId'], 'CALLID', true],
    [['CallID'], 'callid', true],
    [['callId'], 'callId2', false],
    [['sub*'], 'sub', true],
    [['sub*'], 'Sub1', true],
    [['SUB*'], 'sub_id', true],
    [['sub*'], 'asub', false],
    [['*'], 'anything', true],
    [['*'], '', true],
    // A filter is not lost by a pattern, nor by a typing mistake that is plainly one.
    [['*'], 'presence', false],
    [['pre*'], 'presence', false],
    [['*'], 'Presence', false],
    [['*'], 'routing_status', false],
    [['*'], 'presence[]', false],
    [['Name'], 'name', false],
    [['Name'], 'Name', true],
    [['name'], 'name', true],
  ];
  for (const [ignoreParameters, name, passes] of table) {
    it(`${passes ? 'is' : 'is not'} ${name || 'an empty name'} with ${ignoreParameters.join() || 'nothing'}`, () => {
      expect(passesOver({ ignoreParameters, keyInUrl: false }, name, KNOWN)).to.equal(passes);
    });
  }

  it('is the key only for who sends it there', () => {
    expect(passesOver({ ignoreParameters: [], keyInUrl: true }, 'key', KNOWN)).to.equal(true);
    expect(passesOver({ ignoreParameters: [], keyInUrl: false }, 'key', KNOWN)).to.equal(false);
  });
});

describe('finding the caller', () => {
  const one = caller('one', [KEY]);
  const rotating = caller('rotating', [SECOND_KEY, THIRD_KEY]);
  const callers = [one, rotating];

  it('finds the caller of a key', () => {
    expect(findCaller(KEY, callers)).to.deep.equal({ caller: one, digest: keyDigest(KEY) });
  });

  it('finds a caller by either of two keys while they are rotated', () => {
    for (const key of [SECOND_KEY, THIRD_KEY])
      expect(findCaller(key, callers)).to.deep.equal({ caller: rotating, digest: keyDigest(key) });
  });

  it('no longer finds a caller by the key that was rotated away', () => {
    expect(findCaller(SECOND_KEY, [one, caller('rotating', [THIRD_KEY])])).to.equal(undefined);
  });

  const strangers: [what: string, key: string][] = [
    ['in another case', KEY.toUpperCase()],
    ['cut short', KEY.slice(0, -1)],
    ['with more behind', `${KEY}1`],
    ['that is a digest', keyDigest(KEY)],
    ['that is a name', 'one'],
    ['that is empty', ''],
  ];
  for (const [what, key] of strangers) {
    it(`finds nobody for a key ${what}`, () => {
      expect(findCaller(key, callers)).to.equal(undefined);
    });
  }

  it('finds nobody where nobody is known', () => {
    expect(findCaller(KEY, [])).to.equal(undefined);
  });
});

describe('queues of webhooks that allow-lists leave out', () => {
  const listed = { ...caller('listed', [KEY]), queues: [QUEUE] };
  const open = caller('open', [SECOND_KEY]);
  const webhook = (name: string, queueIds: string[], callers?: string[]) => ({
    ...{ name, organization: listed.organization, queueIds },
    ...(callers && { callers }),
  });
  const told = (callers: Caller[], one: ReturnType<typeof webhook>) =>
    excludedQueues(callers, [one]).map((found) => `${found.caller} ${found.queues.join()}`);

  it('are told of each caller that the webhook names', () => {
    expect(told([listed, open], webhook('both', [QUEUE, OTHER_QUEUE], ['listed', 'open']))).to.eql([
      `listed ${OTHER_QUEUE}`,
    ]);
    expect(told([listed, open], webhook('theirs', [OTHER_QUEUE], ['open']))).to.eql([]);
    expect(told([listed, open], webhook('fine', [QUEUE], ['listed']))).to.eql([]);
  });

  it('are told of a webhook for all only where nobody can use it', () => {
    expect(told([listed, open], webhook('all', [OTHER_QUEUE]))).to.eql([]);
    expect(told([listed], webhook('nobody', [OTHER_QUEUE]))).to.eql([`listed ${OTHER_QUEUE}`]);
    expect(told([listed], { ...webhook('elsewhere', [OTHER_QUEUE]), organization: 'another' })).to.eql([]);
  });
});

describe('allow-list', () => {
  const table: [what: string, queues: readonly string[] | undefined, may: boolean][] = [
    ['without a list', undefined, true],
    ['with the queue on the list', [OTHER_QUEUE, QUEUE], true],
    ['with only another queue on the list', [OTHER_QUEUE], false],
    ['with an empty list', [], false],
  ];
  for (const [what, queues, may] of table) {
    it(`${may ? 'lets a caller ask' : 'stops a caller'} ${what}`, () => {
      expect(mayAsk(caller('one', [KEY], queues), QUEUE)).to.equal(may);
    });
  }
});

describe('use of a webhook', () => {
  const table: [what: string, organization: string, callers: readonly string[] | undefined, may: boolean][] =
    [
      ['of its organization', 'default', undefined, true],
      ['that names it', 'default', ['two', 'one'], true],
      ['that names only others', 'default', ['two'], false],
      ['that names nobody', 'default', [], false],
      ['of another organization', 'other', undefined, false],
      ['of another organization that names it', 'other', ['one'], false],
    ];
  for (const [what, organization, callers, may] of table) {
    it(`is ${may ? 'open' : 'closed'} to a caller for one ${what}`, () => {
      expect(mayUse(caller('one', [KEY]), { organization, ...(callers && { callers }) })).to.equal(may);
    });
  }
});

describe('webhook', () => {
  const ringba = caller('ringba', [KEY]);
  const table: [webhook: { organization: string; callers?: string[] }, may: boolean][] = [
    [{ organization: 'default' }, true],
    [{ organization: 'default', callers: ['callgrid', 'ringba'] }, true],
    [{ organization: 'default', callers: ['callgrid'] }, false],
    [{ organization: 'default', callers: [] }, false],
    [{ organization: 'acme' }, false],
    [{ organization: 'acme', callers: ['ringba'] }, false],
  ];
  for (const [webhook, may] of table) {
    it(`of ${JSON.stringify(webhook)} ${may ? 'may' : 'may not'} be used`, () => {
      expect(mayUse(ringba, webhook)).to.equal(may);
    });
  }
});
