// What is read of the text that Genesys wrote of a member: joined, presence and routing status.
import type { Member } from '../domain/model.js';

/** A member as its text tells; what is missing there is not told. */
export interface EntityFacts {
  readonly name?: string;
  readonly joined: boolean;
  /** The system presence; only told where `expand=presence` asked for it. */
  readonly presence?: string;
  readonly routingStatus?: string;
}

/** Source: SDK 262, `QueueMember`; no field can be relied on. */
interface Entity {
  readonly name?: unknown;
  readonly joined?: unknown;
  readonly user?: {
    readonly name?: unknown;
    readonly presence?: { readonly presenceDefinition?: { readonly systemPresence?: unknown } };
    readonly routingStatus?: { readonly status?: unknown };
  };
  readonly routingStatus?: { readonly status?: unknown };
}

/** Never throws: a text that is none, or that a shared store has garbled, tells nothing. */
export function readEntity({ json }: Member): EntityFacts {
  const entity = parse(json);
  const user = entity?.user;
  const name = firstText(entity?.name, user?.name);
  const presence = firstText(user?.presence?.presenceDefinition?.systemPresence);
  const routingStatus = firstText(entity?.routingStatus?.status, user?.routingStatus?.status);
  return {
    joined: entity?.joined === true,
    ...(name !== undefined && { name }),
    ...(presence !== undefined && { presence }),
    ...(routingStatus !== undefined && { routingStatus }),
  };
}

const firstText = (...values: unknown[]) => values.find((one): one is string => typeof one === 'string');

function parse(json: string): Entity | null {
  // A replica that was told only of counts has no texts.
  if (json === '') return null;
  try {
    return JSON.parse(json) as Entity | null;
  } catch {
    // What JSON.parse says of it quotes the text, which has people's names in it.
    return null;
  }
}
