// The young generation of V8's heap while the program is loaded: what a start allocates is needed once, and the room that
// it would grow to is never given back.
import { setFlagsFromString } from 'node:v8';

// V8 reads this one each time it could grow. Imported before everything else.
setFlagsFromString('--semi-space-growth-factor=1');

/** From now on it grows as the load wants it: V8's default. */
export function letYoungGenerationGrow(): void {
  setFlagsFromString('--semi-space-growth-factor=2');
}
