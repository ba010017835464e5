// What the tests of the pure parts share: the error that something throws, and a queue to ask about.
import { expect } from 'chai';
import { ServiceError } from '../../src/domain/errors.js';

export const QUEUE = '1b2c3d4e-0000-4000-8000-123456789abc';
export const OTHER_QUEUE = '1b2c3d4e-0000-4000-8000-123456789abd';

/** The ServiceError that `act` throws; fails when it throws nothing or something else. */
export function refusal(act: () => unknown): ServiceError {
  let result: unknown;
  try {
    result = act();
  } catch (fault) {
    expect(fault).to.be.instanceOf(ServiceError);
    return fault as ServiceError;
  }
  throw new Error(`Nothing was thrown; the result was ${JSON.stringify(result)}`);
}

/** The ServiceError that `promise` is rejected with. */
export async function rejection(promise: Promise<unknown>): Promise<ServiceError> {
  return promise.then(
    (result) => refusal(() => result),
    (fault: unknown) =>
      refusal(() => {
        throw fault;
      }),
  );
}
