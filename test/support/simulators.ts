// Simulators of one test, ended together: the same as the simulator's own tests use.
export { closeAll as stopSimulators, start as simulate } from '../simulator/helpers.js';
