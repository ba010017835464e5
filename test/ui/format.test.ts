import { expect } from 'chai';
import {
  ago,
  duration,
  historyInWords,
  needsInWords,
  share,
  failureInWords,
  timeOfDay,
  tooShort,
  viewInWords,
} from '../../src/ui/format.js';

describe('how the page writes', () => {
  const durations: [number, string][] = [
    [-5, '0 s'],
    [0, '0 s'],
    [1_240, '1.2 s'],
    [12_000, '12 s'],
    [119_000, '119 s'],
    [120_000, '2 min'],
    [7_200_000, '2 h'],
    [172_800_000, '2 d'],
  ];
  for (const [ms, words] of durations) it(`${ms} ms: ${words}`, () => expect(duration(ms)).to.equal(words));

  it('says what callers want to be there, and who wants what where they differ', () => {
    const row = (...needsByCaller: Array<{ caller: string; needs: number }>) =>
      needsInWords({ needs: needsByCaller[0]?.needs ?? null, needsByCaller });
    expect(row()).to.equal('');
    expect(row({ caller: 'callgrid', needs: 3 })).to.equal('needs 3');
    expect(row({ caller: 'callgrid', needs: 3 }, { caller: 'ringba', needs: 1 })).to.equal(
      'needs 1 (ringba), 3 (callgrid)',
    );
    expect(row({ caller: 'a', needs: 2 }, { caller: 'b', needs: 2 })).to.equal('needs 2');
  });

  it('moments', () => {
    expect(ago(null, '2026-03-01T12:00:00.000Z')).to.equal('never');
    expect(ago('2026-03-01T11:59:30.000Z', '2026-03-01T12:00:00.000Z')).to.equal('30 s ago');
  });

  it('shares', () => {
    expect(share(0, 0)).to.equal('–');
    expect(share(2, 3)).to.equal('2 of 3 (67 %)');
  });

  it('histories', () => {
    expect(historyInWords([], null)).to.equal('last 30 minutes: nothing known yet');
    expect(historyInWords([null, 3, 3], 3)).to.equal('last 30 minutes: always 3, now 3');
    expect(historyInWords([31, 31], 32)).to.equal('last 30 minutes: 31 to 32, now 32');
    expect(historyInWords([0, 7, null], null)).to.equal('last 30 minutes: 0 to 7, now not known');
  });

  it('tells why there is no line to draw of a count', () => {
    expect(tooShort([])).to.equal('the plot appears in a few seconds');
    expect(tooShort([1, null])).to.equal('the plot appears in a few seconds');
    expect(tooShort(Array.from({ length: 6 }, () => null))).to.equal('nothing counted');
    expect(tooShort([null, null, null, null, null, 0])).to.equal('counted once only');
    expect(tooShort([0, 0])).to.equal(undefined);
  });

  it('tells the time of day in two digits each', () => {
    expect(timeOfDay(new Date(2026, 2, 1, 8, 5, 9).getTime())).to.equal('08:05:09');
  });

  it('tells those who run the service nothing that only callers see', () => {
    const failure = { code: 'genesys_rate_limited', title: 'T', detail: 'T', hint: 'Wait for Retry-After.' };
    expect(failureInWords(failure)).to.include('continues by itself').and.not.include('Retry-After');
  });

  it('names what is asked for of each member', () => {
    expect(viewInWords({ asks: 'members', expand: [] })).to.equal('with the members');
    expect(viewInWords({ asks: 'count', expand: [] })).to.equal('');
    expect(viewInWords({ asks: 'members', expand: ['presence', 'skills'] })).to.equal(
      'with the members and presence, skills of each',
    );
  });

  it('tells a failure as sentences, and nothing twice', () => {
    const failure = { code: 'c', title: 'It is wrong', detail: 'It is wrong', hint: 'Do this.' };
    expect(failureInWords(failure)).to.equal('It is wrong. Do this.');
    expect(failureInWords({ ...failure, detail: 'Status 503.' })).to.equal(
      'It is wrong: Status 503. Do this.',
    );
  });
});
