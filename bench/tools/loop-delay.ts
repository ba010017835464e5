// Preloaded into a service (--import): its longest event-loop block, in milliseconds, since it was last asked
// for. SIGUSR2 writes it to the file that LOOP_DELAY_FILE names, and begins anew.
import { writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delays = monitorEventLoopDelay({ resolution: 1 });
delays.enable();
process.on('SIGUSR2', () => {
  writeFileSync(process.env['LOOP_DELAY_FILE'] ?? '/dev/null', String(delays.max / 1e6));
  delays.reset();
});
