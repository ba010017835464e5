// What a running service says of itself, held to the schema that declares it.
import { statusSchema, type StatusReport } from '../../src/http/status/status-report.js';

/** The answer of `/status`. @throws ZodError that names each field that is missing, not declared or of another type */
export async function statusOf(
  { adminUrl }: { readonly adminUrl: string },
  headers: Record<string, string> = {},
): Promise<StatusReport> {
  const answer = await fetch(`${adminUrl}/status`, { headers });
  return statusSchema().parse(await answer.json());
}

/** Push of the first organization. @throws Error where it is off */
export function pushIn({ organizations }: StatusReport) {
  const push = organizations[0]?.push;
  if (push === undefined || push.status === 'off') throw new Error('push is off');
  return push;
}
