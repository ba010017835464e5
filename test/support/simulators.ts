// Simulators of one test, ended together.
import { startSimulator, type Simulator, type SimulatorOptions } from '../../src/simulator/index.js';

const running: Simulator[] = [];

/** Starts a simulator that `stopSimulators` ends. */
export async function simulate(options?: SimulatorOptions): Promise<Simulator> {
  const simulator = await startSimulator(options);
  running.push(simulator);
  return simulator;
}

/** Ends every simulator of the test. */
export async function stopSimulators(): Promise<void> {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
}
