// How long one load may take, with all its requests and retries.
import type { Cancel, Clock } from '../runtime/clock.js';
import type { LoadOptions } from '../domain/model.js';
import { ServiceError } from '../domain/errors.js';
import { originHeaders } from './origin.js';

/** The limit of one load (all its pages and retries), started when the load starts. */
export interface LoadLimit {
  readonly signal: AbortSignal;
  /** Monotonic milliseconds. */
  readonly endsAt: number;
  /** Called with each error after which the load goes on trying. */
  readonly onRetriedError: (error: ServiceError) => void;
  /** Reports an error while something is waited for; the function returned ends that and reports the one before again. */
  readonly meanwhile: (error: ServiceError) => () => void;
  /** Whether a failed request is not repeated. */
  readonly once: boolean;
  /** What each of its requests says of where it comes from. */
  readonly headers: Readonly<Record<string, string>>;
  /** Calls `release` when the load is done: its answers are held until then. */
  readonly whenDone: (release: () => void) => void;
  /** Frees the timer, and what the answers took. */
  readonly done: Cancel;
}

/** A limit of `ms` milliseconds from now; what hangs past it fails with `genesys_timeout`. */
export function loadLimit(
  ms: number,
  clock: Clock,
  { onRetriedError = () => undefined, origin, once = false }: LoadOptions = {},
): LoadLimit {
  const controller = new AbortController();
  const reason = () =>
    new ServiceError('genesys_timeout', { detail: `The load was given up after ${ms} ms.` });
  const cancel = clock.after(ms, () => controller.abort(reason()));
  let told: ServiceError | undefined;
  const tell = (error: ServiceError | undefined) => onRetriedError((told = error));
  const meanwhile = (error: ServiceError) => {
    const before = told;
    tell(error);
    return () => tell(before);
  };
  const releases: Array<() => void> = [];
  const headers = origin ? originHeaders(origin) : {};
  return {
    signal: controller.signal,
    endsAt: clock.now() + ms,
    onRetriedError: tell,
    meanwhile,
    once,
    headers,
    whenDone: (release) => void releases.push(release),
    done() {
      cancel();
      releases.splice(0).forEach((release) => release());
    },
  };
}
