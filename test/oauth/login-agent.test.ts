// The agent of the login as simple-oauth2 uses it.
import { expect } from 'chai';
import { ClientCredentials } from 'simple-oauth2';
import { loginAgent } from '../../src/oauth/login-agent.js';

const LOGIN = 'https://login.genesys.test';

describe('the agent of the login', () => {
  it('is none where Node finds the way by itself', () => {
    expect(loginAgent(LOGIN, {})).to.equal(undefined);
  });

  it('is used itself, and not a copy of it: copies of agents work only as long as agents hold nothing', async () => {
    const agent = loginAgent(LOGIN, { tunnel: () => Promise.reject(new Error('not asked')) });
    if (!agent) throw new Error('There is no agent.');
    let used: unknown;
    agent.createConnection = function (this: unknown, _options, created) {
      // eslint-disable-next-line @typescript-eslint/no-this-alias -- who is called is the question
      used = this;
      (created as (fault: Error) => void)(new Error('enough'));
      return undefined;
    };
    const login = new ClientCredentials({
      client: { id: 'id', secret: 'word' },
      auth: { tokenHost: LOGIN },
      http: { agent },
    });
    const fault: unknown = await login.getToken({}).catch((thrown: unknown) => thrown);
    expect(String(fault)).to.contain('enough');
    expect(used).to.equal(agent);
  });
});
