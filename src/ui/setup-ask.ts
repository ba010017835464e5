// Asks the admin server, and turns whatever goes wrong into words.

/** What a problem says (RFC 9457, and `code` and `hint` of ours). */
export class Problem extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The JSON at `path`, which is relative to the page.
 * @throws Problem, or the reason of an aborted `init.signal`
 */
export async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  // Over plain http this tells the server that no other site's page has sent it.
  const headers = new Headers(init.headers);
  headers.set('X-Requested-By', 'page');
  const response = await fetch(path, { ...init, headers, credentials: 'same-origin' }).catch(
    (fault: unknown) => {
      if (init.signal?.aborted) throw fault;
      throw new Problem('unreachable', 'The admin server does not answer. Is it running?');
    },
  );
  const body = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return body as T;
  const words = [body['title'], body['detail'], body['hint']].filter((text) => typeof text === 'string');
  const code = typeof body['code'] === 'string' ? body['code'] : String(response.status);
  const sentences = [...new Set(words)].map((text) => (/[.!?]$/.test(text) ? text : `${text}.`));
  throw new Problem(code, sentences.join(' ') || `The admin server answered with status ${response.status}.`);
}
