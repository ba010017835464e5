// Asks one URL after the other, some at a time, and insists on answers.
import { Agent, request } from 'undici';
import { CALLER } from '../tools/service.js';

/** Asks all of `urls`. @returns how many were not answered with 200 */
export async function askAll(urls: Iterable<string>, atOnce = 32): Promise<number> {
  const dispatcher = new Agent({ connections: atOnce });
  const iterator = urls[Symbol.iterator]();
  let failed = 0;
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) {
      const answer = await request(next.value, { dispatcher, headers: CALLER });
      await answer.body.dump({ limit: 64 * 2 ** 20 });
      if (answer.statusCode !== 200) failed += 1;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  await dispatcher.close();
  return failed;
}
