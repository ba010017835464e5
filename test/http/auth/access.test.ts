// The access of now, and how it is told from one that is over.
import { expect } from 'chai';
import { accessOf, CurrentAccess } from '../../../src/http/auth/access.js';
import { GOOD, load } from '../../settings/support.js';

describe('the access of now', () => {
  it('holds what the settings give', () => {
    const { callers, webhooks, ...rest } = accessOf(load(GOOD));
    expect([callers.map(({ name }) => name), webhooks.size]).to.deep.equal([['callgrid'], 0]);
    expect(rest).to.deep.equal({ failurePolicy: 'closed', showAgents: false });
  });

  it('knows its own callers from equal ones of an access that is over', () => {
    for (const environment of [GOOD, { ...GOOD, CALLER_KEYS: '', AUTH: 'none', HOST: '127.0.0.1' }]) {
      const settings = load(environment);
      const access = new CurrentAccess(accessOf(settings));
      const callerNow = () => access.get().anonymous ?? access.get().callers[0]!;
      const before = callerNow();
      expect(access.has(before)).to.equal(true);
      access.replace(accessOf(settings));
      expect([access.has(before), access.has(callerNow())]).to.deep.equal([false, true]);
      expect(callerNow()).to.deep.equal(before);
    }
  });

  it('tells of a replacement when it is done', () => {
    const access = new CurrentAccess(accessOf(load(GOOD)));
    const told: unknown[] = [];
    access.onReplace(() => told.push(access.get()));
    const next = accessOf(load(GOOD));
    access.replace(next);
    expect(told).to.have.length(1);
    expect(told[0]).to.equal(next);
  });
});
