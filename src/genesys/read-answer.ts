// Reads the JSON of an answer of Genesys Cloud by its schema.
import type { z } from 'zod';
import { ServiceError } from '../domain/errors.js';
import { correlationId } from './answers.js';
import type { UpstreamAnswer } from './transport.js';

/**
 * @param nothing what the answer is where the schema refuses it, as the end of a sentence
 * @throws ServiceError `genesys_answer_invalid`
 */
export function readAnswer<T>(answer: UpstreamAnswer, schema: z.ZodType<T>, nothing: string): T {
  try {
    return schema.parse(JSON.parse(answer.body));
  } catch (cause) {
    const id = correlationId(answer);
    throw new ServiceError('genesys_answer_invalid', {
      detail: `Genesys Cloud answered 200 with something that ${nothing}.`,
      cause,
      ...(id !== undefined && { correlationId: id }),
    });
  }
}
