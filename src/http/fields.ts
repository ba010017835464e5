// The fields of answers: schemas with the words that the API description has about them.
import { z } from 'zod';
import { ERRORS } from '../domain/error-codes.js';

export const text = (description: string) => z.string().describe(description);
export const count = (description: string) => z.int().min(0).describe(description);
export const yesOrNo = (description: string) => z.boolean().describe(description);
/** ISO 8601, in UTC. */
export const moment = (description: string) => z.iso.datetime().describe(description);
export const uuid = (description: string) => z.uuid().describe(description);
/** Any code of an error. */
export const errorCode = () => z.string().meta({ $ref: '#/components/schemas/ErrorCode' });

/** A code of an error that a question to Genesys can end with. */
export const genesysErrorCode = (description: string) =>
  z
    .enum(
      Object.entries(ERRORS).flatMap(([code, { place }]) =>
        place === 'genesys' || place === 'members' ? [code] : [],
      ),
    )
    .describe(description);
