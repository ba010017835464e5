// Which trace a request belongs to, and how it is passed on.
import { expect } from 'chai';
import { readTraceContext, traceHeaders } from '../../src/domain/trace-context.rules.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const PARENT = '00f067aa0ba902b7';
const SPAN = 'b7ad6b7169203331';
const header = (version = '00', trace = TRACE, parent = PARENT, flags = '01') =>
  [version, trace, parent, flags].join('-');

describe('traceparent', () => {
  const good: Array<[what: string, traceparent: string, flags: string]> = [
    ['sampled', header(), '01'],
    ['not sampled', header('00', TRACE, PARENT, '00'), '00'],
    ['with a random trace id', header('00', TRACE, PARENT, '03'), '03'],
    ['with flags of the future, which are not passed on', header('00', TRACE, PARENT, 'ff'), '03'],
    ['of a later version', header('01'), '01'],
    ['of a later version that says more', `${header('cc')}-what-the-future-will-be`, '01'],
    ['of the last version', header('fe'), '01'],
  ];
  for (const [what, traceparent, flags] of good) {
    it(`is taken: ${what}`, () =>
      expect(readTraceContext(traceparent, undefined)).to.deep.equal({ traceId: TRACE, flags }));
  }

  const bad: Array<[what: string, traceparent: string | undefined]> = [
    ['missing', undefined],
    ['empty', ''],
    ['version ff', header('ff')],
    ['no version', header('').slice(1)],
    ['a version that is no number', header('0g')],
    ['a trace id of zeros', header('00', '0'.repeat(32))],
    ['a parent id of zeros', header('00', TRACE, '0'.repeat(16))],
    ['a trace id that is too short', header('00', TRACE.slice(1))],
    ['a trace id that is too long', header('00', `${TRACE}0`)],
    ['capitals', header('00', TRACE.toUpperCase())],
    ['a parent id that is too short', header('00', TRACE, PARENT.slice(1))],
    ['flags that are too short', header('00', TRACE, PARENT, '1')],
    ['no flags', header().slice(0, -3)],
    ['more in version 00', `${header()}-00`],
    ['more in a later version, without a hyphen', `${header('01')}x`],
    ['two headers in one', `${header()}, ${header()}`],
    ['a line break behind', `${header()}\n`],
    ['blanks around', ` ${header()} `],
  ];
  for (const [what, traceparent] of bad) {
    it(`is ignored: ${what}`, () => expect(readTraceContext(traceparent, 'vendor=1')).to.equal(undefined));
  }
});

describe('tracestate', () => {
  const stateOf = (state: string) => readTraceContext(header(), state)?.state;

  it('is kept as it came, up to 512 characters', () => {
    for (const state of ['vendor=1,other@two=b c', 'x'.repeat(512)]) expect(stateOf(state)).to.equal(state);
  });

  it('is left out, and the trace kept, where it is longer, empty or not printable', () => {
    for (const state of ['x'.repeat(513), '', 'a=é', 'a=\t', 'a=1\r\nb: 2'])
      expect(readTraceContext(header(), state), state).to.deep.equal({ traceId: TRACE, flags: '01' });
  });
});

describe('the headers of a request within a trace', () => {
  it('keep the trace and name the request', () => {
    const trace = { traceId: TRACE, flags: '01' };
    const traceparent = `00-${TRACE}-${SPAN}-01`;
    expect(traceHeaders(trace, SPAN)).to.deep.equal({ traceparent });
    expect(traceHeaders({ ...trace, state: 'a=1' }, SPAN)).to.deep.equal({ traceparent, tracestate: 'a=1' });
  });
});
