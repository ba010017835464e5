import { connect } from 'node:net';
import { once } from 'node:events';
import { expect } from 'chai';
import { KEY, startService, stopServices, type TestService } from '../support/service.js';

const QUEUE = 'abcdefab-0000-4000-8000-000000000001';
const PATH = `/v1/queues/${QUEUE}/availability`;

describe('request bodies', () => {
  let service: TestService;
  before(async () => {
    service = await startService({
      simulator: { queues: [{ id: QUEUE, agents: [{ name: 'Jörg' }, {}] }] },
      settings: `webhooks: { one: { queues: [${QUEUE}] } }`,
    });
  });
  after(stopServices);

  /** Sends these very bytes: clients add a content type by themselves. */
  const send = async (body: string | Buffer, headers: readonly string[] = [], start = `POST ${PATH}`) => {
    const { hostname, port } = new URL(service.publicUrl);
    const bytes = Buffer.from(body);
    const socket = connect(Number(port), hostname);
    const length = headers.some((line) => /^transfer-encoding/i.test(line))
      ? []
      : [`Content-Length: ${bytes.length}`];
    const key = [`Host: ${hostname}`, `Authorization: Bearer ${KEY}`, 'Connection: close'];
    socket.write(`${[`${start} HTTP/1.1`, ...key, ...length, ...headers].join('\r\n')}\r\n\r\n`);
    socket.write(bytes);
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    await once(socket, 'close');
    const answer = Buffer.concat(chunks).toString();
    const json = JSON.parse(answer.slice(answer.indexOf('{'), answer.lastIndexOf('}') + 1)) as Record<
      string,
      unknown
    >;
    return { status: Number(answer.slice(9, 12)), ...json } as { status: number; [name: string]: unknown };
  };
  const JSON_TYPE = 'Content-Type: application/json';
  const FORM_TYPE = 'Content-Type: application/x-www-form-urlencoded';
  const chunked = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\n\r\n`;

  const read: Array<[what: string, body: string | Buffer, headers: string[], start?: string]> = [
    ['without a content type', '{"min":9}', []],
    ['with an empty content type', '{"min":9}', ['Content-Type:']],
    ['with a blank content type', '{"min":9}', ['Content-Type:  ']],
    ['without a content type in chunks', chunked('{"min":9}'), ['Transfer-Encoding: chunked']],
    ['of a GET', '{"min":9}', [JSON_TYPE], `GET ${PATH}`],
    ['of a GET without a content type', '{"min":9}', [], `GET ${PATH}`],
    ['that begins with a byte order mark', '\ufeff{"min":9}', [JSON_TYPE]],
    ['in UTF-8 by name', '{"min":9}', ['Content-Type: application/json; charset="UTF-8"']],
    ['as a form in UTF-8 by name', 'min=9', [`${FORM_TYPE};charset=utf-8`]],
  ];
  for (const [what, body, headers, start] of read) {
    it(`are read ${what}`, async () => {
      const answer = await send(body, headers, start);
      expect(answer.minimum ?? answer.status).to.equal(9);
    });
  }

  const none: Array<[what: string, body: string, headers: string[]]> = [
    ['nothing', '', []],
    ['nothing in chunks', chunked(''), ['Transfer-Encoding: chunked']],
    ['nothing of any type', '', ['Content-Type: text/plain']],
    ['an empty object', '{}', []],
  ];
  for (const [what, body, headers] of none) {
    it(`may be ${what}`, async () => {
      const text = what === 'nothing in chunks' ? '0\r\n\r\n' : body;
      expect((await send(text, headers)).minimum).to.equal(1);
    });
  }

  const latin = Buffer.from('{"name":"J\u00f6rg"}', 'latin1');
  const refused: Array<[what: string, body: string | Buffer, headers: string[], code: string]> = [
    ['a form without a type', 'min=9', [], 'unsupported_media_type'],
    ['XML without a type', '<min>9</min>', ['Content-Type:'], 'unsupported_media_type'],
    ['another type', '{"min":9}', ['Content-Type: text/plain'], 'unsupported_media_type'],
    ['another charset', latin, [`${JSON_TYPE}; charset=iso-8859-1`], 'unsupported_media_type'],
    ['UTF-16', '{"min":9}', [`${JSON_TYPE}; charset=utf-16`], 'unsupported_media_type'],
    ['a form in another charset', 'name=J', [`${FORM_TYPE}; charset=ISO-8859-1`], 'unsupported_media_type'],
    ['what is not UTF-8', latin, [JSON_TYPE], 'unsupported_media_type'],
    [
      'a form that is not UTF-8',
      Buffer.from('name=J\u00f6rg', 'latin1'),
      [FORM_TYPE],
      'unsupported_media_type',
    ],
    ['escapes of another charset', 'name=J%F6rg', [FORM_TYPE], 'invalid_parameter'],
    ['broken JSON', '{"min":9', [JSON_TYPE], 'invalid_body'],
    ['a list', '[9]', [], 'invalid_body'],
    ['an unknown name', '{"minn":9}', [], 'unknown_parameter'],
    ['an unknown name of null', '{"minn":null}', [JSON_TYPE], 'unknown_parameter'],
    ['an unknown name of an empty list', '{"minn":[]}', [JSON_TYPE], 'unknown_parameter'],
    ['an unknown name in a form', 'minn=9', [FORM_TYPE], 'unknown_parameter'],
    ['a filter of an empty list', '{"skills":[]}', [JSON_TYPE], 'invalid_parameter'],
    ['a filter of a list of null', '{"skills":[null]}', [JSON_TYPE], 'invalid_parameter'],
    ['a prototype', '{"__proto__":{"min":1}}', [JSON_TYPE], 'invalid_parameter'],
  ];
  for (const [what, body, headers, code] of refused) {
    it(`are refused as ${what}`, async () => {
      const answer = await send(body, headers);
      expect([answer.code, answer.status]).to.deep.equal([
        code,
        code === 'unsupported_media_type' ? 415 : 400,
      ]);
    });
  }

  it('are read strictly on every route that takes one', async () => {
    for (const path of ['/v1/webhooks/one', `/v1/availability?queue=${QUEUE}`, PATH])
      expect((await send('{"minn":9}', [], `POST ${path}`)).code).to.equal('unknown_parameter');
    const members = `GET /api/v2/routing/queues/${QUEUE}/members`;
    expect((await send('{"min":9}', [], members)).code).to.equal('unknown_parameter');
    expect((await send('{"name":"rg"}', [], members)).total).to.equal(1);
  });

  it('leave out what is null', async () => {
    expect((await send('{"min":9,"skills":null}', [JSON_TYPE])).minimum).to.equal(9);
  });
});
