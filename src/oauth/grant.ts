// What counts as a token answer: simple-oauth2 would take anything that came with status 200.
import { z } from 'zod';
import { ServiceError } from '../domain/errors.js';

/** Far beyond Genesys's longest (172,800 s): a larger number is in another unit. */
const LONGEST_LIFETIME_SECONDS = 31 * 86_400;

const grantSchema = z.object({
  // One header-safe word (RFC 6750 section 2.1 is narrower; visible ASCII is what a header can carry).
  access_token: z.string().regex(/^[\x21-\x7e]{1,8192}$/),
  token_type: z.string().regex(/^bearer$/i),
  expires_in: z.number().min(1).max(LONGEST_LIFETIME_SECONDS),
});

/** A login's answer, found good. */
interface Grant {
  readonly accessToken: string;
  /** Seconds from the request on. */
  readonly expiresInSeconds: number;
}

const ALLOWED: Record<string, string> = {
  access_token: 'one word of visible ASCII characters',
  token_type: '"bearer"',
  expires_in: `a number of seconds from 1 to ${LONGEST_LIFETIME_SECONDS}`,
};

/** @throws ServiceError `login_answer_invalid` that names the fields at fault, never their values. */
export function readGrant(answer: unknown): Grant {
  const parsed = grantSchema.safeParse(answer);
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0] ?? '')))];
    const what = fields.map((field) =>
      field ? `${field} is not ${ALLOWED[field]}` : 'it is not a JSON object',
    );
    throw new ServiceError('login_answer_invalid', {
      detail: `The login's answer is no token: ${what.join('; ')}.`,
    });
  }
  return { accessToken: parsed.data.access_token, expiresInSeconds: parsed.data.expires_in };
}
