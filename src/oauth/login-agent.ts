// The connections of the login, where they need a proxy or an authority of their own.
import { Agent as HttpAgent, type AgentOptions, type ClientRequestArgs } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import type { OutboundRoute } from '../network/outbound-route.js';

type Created = (fault: Error | null, socket: Duplex) => void;

/** An agent for requests to `url` on that way; undefined where Node's own way will do. */
export function loginAgent(url: string, way: OutboundRoute): HttpAgent | undefined {
  const { tunnel, secureContext } = way;
  if (!tunnel && !secureContext) return undefined;
  const secure = new URL(url).protocol === 'https:';
  const Base: new (options?: AgentOptions) => HttpAgent = secure ? HttpsAgent : HttpAgent;

  class LoginAgent extends Base {
    /** simple-oauth2 copies the options it is given, property by property, but for what says this of itself. */
    get isImmutable(): boolean {
      return true;
    }

    override createConnection(options: ClientRequestArgs, created: Created): Duplex | null | undefined {
      const trusting = { ...options, ...(secureContext && { secureContext }) };
      if (!tunnel) return super.createConnection(trusting);
      tunnel().then(
        (socket) => {
          const inside = { ...trusting, socket };
          created(null, secure ? (super.createConnection(inside) as Duplex) : socket);
        },
        (fault: Error) => (created as (fault: Error) => void)(fault),
      );
      return undefined;
    }
  }
  return new LoginAgent();
}
