/** Machines of modal patterns: compiled from XState for the engine, and as a chart for the statechart view. */
export { compileMachine } from './compile';
export { changeOf, nextMode } from './next-mode';
export type { Change, CompiledMachine, MachineEvent, ModeOf, Step } from './table';
