// The hot path is no second implementation: what it says equals what express says, byte for byte.
import { expect } from 'chai';
import {
  apiKey,
  AVAILABILITY,
  bearer,
  bodyOf,
  bothWays,
  get,
  headerOf,
  keyOf,
  MEMBERS,
  NOWHERE,
  SALES,
  statusOf,
  SUPPORT,
} from '../../support/hot-path.js';
import { KEY } from '../../support/service.js';
import { stopTwoWays, type RawRequest, type TwoWays } from '../../support/two-ways.js';

/** Longer than the targets that are remembered. */
const LONG_LIST = Array.from({ length: 40 }, (_, index) => `skill-${index}`.padEnd(60, 'x')).join();

describe('the hot path', () => {
  let ways: TwoWays;
  beforeEach(async () => {
    ways = await bothWays();
  });
  afterEach(stopTwoWays);

  /** Asks once by way of express, and then both ways, at once and when the answer is older. */
  async function compare(request: RawRequest, expected: { status: number; hot: boolean }): Promise<string> {
    const first = await ways.ask(request);
    expect(first.hot).to.equal(false);
    const express = await ways.askExpress(request);
    const again = await ways.ask(request);
    expect(again.bytes).to.equal(express);
    expect([statusOf(again.bytes), again.hot]).to.deep.equal([expected.status, expected.hot]);
    expect(bodyOf(again.bytes)).to.equal(bodyOf(first.bytes));
    await ways.clock.advance(1_234);
    const later = await ways.ask(request);
    expect(later.bytes).to.equal(await ways.askExpress(request));
    expect(later.hot).to.equal(expected.hot);
    return later.bytes;
  }

  for (const target of [
    MEMBERS,
    `/v1/availability?queue=${SALES}&queue=${SUPPORT}&min=3`,
    '/v1/webhooks/plain',
  ])
    it(`logs of ${target}, again and again, what express logs`, async () => {
      await ways.ask(get(target));
      for (const pause of [0, 100, 250]) {
        await ways.clock.advance(pause);
        expect((await ways.ask(get(target))).hot).to.equal(true);
      }
      await ways.askExpress(get(target));
      const answered = ways.lines.filter((line) => line.includes('"msg":"answered"'));
      expect(answered).to.have.length(5);
      const alike = (line = '') => line.replace(/"(time|durationMs)":("[^"]*"|[\d.]+)/g, '"$1":"-"');
      expect(alike(answered[3])).to.equal(alike(answered[4]));
      expect(alike(answered[3]))
        .to.include('"ageMs":350')
        .and.match(/"requestId":"the-same".*\n$/);
      expect(alike(answered[2])).to.equal(alike(answered[3]).replaceAll('"ageMs":350', '"ageMs":100'));
      const { time } = JSON.parse(answered[3] as string) as { time: string };
      expect(new Date(time).toISOString()).to.equal(time);
    });

  const known: Array<[what: string, RawRequest, status?: number]> = [
    ['members', get(MEMBERS)],
    ['members with filters', get(`${MEMBERS}?expand=presence&presence=Available&joined=true`)],
    ['members of another page and size', get(`${MEMBERS}?pageSize=1&pageNumber=2`)],
    ['members past the end', get(`${MEMBERS}?pageNumber=99`)],
    ['members by X-API-Key', get(MEMBERS, apiKey())],
    ['members by both headers', get(MEMBERS, bearer(), apiKey())],
    ['members by another header beside the key', get(MEMBERS, 'Authorization: Basic eDp5', apiKey())],
    ['members by an empty Authorization beside the key', get(MEMBERS, 'Authorization:', apiKey())],
    ['members by Token', get(MEMBERS, `Authorization: Token ${KEY}`)],
    ['members by Basic', get(MEMBERS, `Authorization: Basic ${Buffer.from(`x:${KEY}`).toString('base64')}`)],
    ['members under the older name', get(MEMBERS.replace(/members$/, 'users'))],
    ['members by a doubled Bearer', get(MEMBERS, `authorization: bearer Bearer ${KEY}`)],
    ['members under an id in capitals', get(MEMBERS.replace(SALES, SALES.toUpperCase()))],
    ['members with a slash at the end', get(`${MEMBERS}/`)],
    ['members with escapes in the query', get(`${MEMBERS}?name=Zo%C3%AB%20%E2%82%AC`)],
    ['members for who may only count', get(MEMBERS, bearer(keyOf('counting')))],
    ['members for who has an allow-list', get(MEMBERS, bearer(keyOf('listed')))],
    ['a caller whose platform appends nothing this time', get(MEMBERS, bearer(keyOf('appending')))],
    ['HEAD of members', { method: 'HEAD', ...get(MEMBERS) }],
    ['If-None-Match *', get(MEMBERS, bearer(), 'If-None-Match: *'), 304],
    ['If-None-Match that differs', get(MEMBERS, bearer(), 'If-None-Match: "other", W/"another"')],
    ['availability', get(AVAILABILITY)],
    ['availability as text', get(`${AVAILABILITY}?format=text`)],
    ['availability as XML', get(`${AVAILABILITY}?format=xml&min=2`)],
    ['availability by status code', get(`${AVAILABILITY}?statusCodes=true&min=9`), 409],
    ['a 409 has no 304', get(`${AVAILABILITY}?statusCodes=true&min=9`, bearer(), 'If-None-Match: *'), 409],
    ['availability that counts only', get(AVAILABILITY, bearer(keyOf('counting')))],
    ['HEAD of availability', { method: 'HEAD', ...get(AVAILABILITY) }],
    ['availability of two queues', get(`/v1/availability?queue=${SALES}&queue=${SUPPORT}&min=3`)],
    ['a webhook', get('/v1/webhooks/plain')],
    ['a webhook with two queues as XML', get('/v1/webhooks/both')],
    ['a webhook that refuses', get('/v1/webhooks/strict'), 409],
    ['a webhook that looks into entities', get('/v1/webhooks/agent')],
    ['a webhook, not modified', get('/v1/webhooks/plain', apiKey(), 'If-None-Match: *'), 304],
  ];
  for (const [what, request, status = 200] of known) {
    it(`is taken, and says the same to the byte, for ${what}`, async () => {
      const answer = await compare(request, { status, hot: true });
      expect(headerOf(answer, 'cache-status')).to.equal('availability-proxy; hit; ttl=0');
      expect(headerOf(answer, 'age')).to.equal('1');
      expect(headerOf(answer, 'x-request-id')).to.equal('the-same');
      expect(headerOf(answer, 'content-security-policy')).to.be.a('string');
      if (status === 304 || request.method === 'HEAD') expect(bodyOf(answer)).to.equal('');
    });
  }

  it('knows an etag as it is, weak, and in a list, and then sends 304 without a body', async () => {
    const etag = headerOf((await ways.ask(get(MEMBERS))).bytes, 'etag') ?? '';
    expect(etag).to.match(/^".+"$/);
    for (const header of [etag, `W/${etag}`, `"a", W/"b" ,${etag}`, `  ${etag}  `])
      for (const method of ['GET', 'HEAD']) {
        const request = { method, ...get(MEMBERS, bearer(), `If-None-Match: ${header}`) };
        const { bytes, hot } = await ways.ask(request);
        expect([statusOf(bytes), hot, bodyOf(bytes)]).to.deep.equal([304, true, '']);
        expect(bytes).to.equal(await ways.askExpress(request));
      }
  });

  const never: Array<[what: string, RawRequest, status: number]> = [
    ['what begins as a platform appends', get(`${MEMBERS}?Sub_7=7&sub=1`, bearer(keyOf('appending'))), 200],
    ['a filter misspelt beside a prefix', get(`${MEMBERS}?presense=Busy`, bearer(keyOf('appending'))), 400],
    ['a key in the URL', { target: `${MEMBERS}?key=${keyOf('linking')}` }, 200],
    ['a body announced', get(MEMBERS, bearer(), 'Content-Length: 0'), 200],
    ['what a platform appends', get(`${MEMBERS}?callId=7`, bearer(keyOf('appending'))), 200],
    ['a very long target', get(`${MEMBERS}?skills=${LONG_LIST}`), 200],
    ['POST', { method: 'POST', ...get(AVAILABILITY, bearer(), 'Content-Length: 0') }, 200],
    ['another method', { method: 'DELETE', ...get(MEMBERS) }, 405],
    ['no key', { target: MEMBERS }, 401],
    ['a wrong key', get(MEMBERS, bearer('x'.repeat(30))), 401],
    ['a key twice', get(MEMBERS, apiKey(), apiKey()), 200],
    ['an unknown parameter', get(`${MEMBERS}?nonsense=1`), 400],
    ['an odd page', get(`${MEMBERS}?pageSize=0`), 400],
    ['a broken escape in the path', get('/v1/queues/%ZZ/availability'), 400],
    ['a queue that is none', get('/v1/queues/sales/availability'), 400],
    ['a queue that Genesys does not know', get(MEMBERS.replace(SALES, NOWHERE)), 404],
    ['an unknown queue among known ones', get(`/v1/availability?queue=${SALES}&queue=${NOWHERE}`), 200],
    ['a queue off the allow-list', get(MEMBERS.replace(SALES, SUPPORT), bearer(keyOf('listed'))), 403],
    ['an unknown webhook', get('/v1/webhooks/other'), 404],
    ['an unknown path', get('/v2/other'), 404],
    ['health', { target: '/livez' }, 200],
  ];
  for (const [what, request, status] of never) {
    it(`leaves ${what} to express, and both doors say the same`, async () => {
      await compare(request, { status, hot: false });
    });
  }
});
