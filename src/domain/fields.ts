// The fields of answers: schemas with the words that the API description has about them, and types from them.
import { z } from 'zod';
import { ERRORS } from './error-codes.js';

/**
 * A schema that is made when it is first wanted, and once: its type is all that a service needs to start, and making
 * all of them takes tens of milliseconds.
 */
export function lazily<S extends z.ZodType>(make: () => S): () => S {
  let made: S | undefined;
  return () => (made ??= make());
}

/** What a schema made `lazily` describes, as code hands it on: nobody changes it. */
export type Written<S extends () => z.ZodType> = DeepReadonly<z.output<ReturnType<S>>>;

type DeepReadonly<T> =
  T extends ReadonlyArray<infer Item>
    ? ReadonlyArray<DeepReadonly<Item>>
    : T extends object
      ? { readonly [Name in keyof T]: DeepReadonly<T[Name]> }
      : T;

export const text = (description: string) => z.string().describe(description);
export const count = (description: string) => z.int().min(0).describe(description);
/** Any number from 0 on; `count` is a whole one. */
export const number = (description: string) => z.number().min(0).describe(description);
export const yesOrNo = (description: string) => z.boolean().describe(description);
/** ISO 8601, in UTC. */
export const moment = (description: string) => z.iso.datetime().describe(description);
export const uuid = (description: string) => z.uuid().describe(description);
/** Any code of an error. */
export const errorCode = () => z.string().meta({ $ref: '#/components/schemas/ErrorCode' });

/** What went wrong: a code of an error, of a problem, or the system's own, such as EMFILE. */
export const troubleCode = () =>
  z
    .string()
    .describe('An error code.')
    .meta({ examples: Object.keys(ERRORS).slice(0, 2) });

/** A code of an error that a question to Genesys can end with. */
export const genesysErrorCode = (description: string) =>
  z
    .enum(
      Object.entries(ERRORS).flatMap(([code, { place }]) =>
        place === 'genesys' || place === 'members' ? [code] : [],
      ),
    )
    .describe(description);
