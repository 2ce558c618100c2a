import type { Change, CompiledMachine, MachineEvent, Step } from './table';

/**
 * The step a machine takes from a mode on an event: the first edge whose guard agrees is followed, as in XState.
 * Makes no garbage.
 * @throws Error when the machine has no such mode
 */
export function nextMode<Mode extends string, Event extends MachineEvent>(
  machine: CompiledMachine<Mode, Event>,
  mode: Mode,
  event: Event,
): Step<Mode> {
  const row = machine.rows.get(mode)?.get(event.type);
  if (row === undefined) return stay(machine, mode);
  const { guards, steps } = row;
  let edge = 0;
  while (edge < guards.length && !guards[edge](event)) edge++;
  return steps[edge];
}

function stay<Mode extends string>(machine: CompiledMachine<Mode, never>, mode: Mode): Step<Mode> {
  const step = machine.stays.get(mode);
  if (step === undefined) throw new Error(`The machine ${machine.chart.id} has no mode called ${mode}.`);
  return step;
}

/** A step as a record of its own, which may be kept in a world and shown. */
export function changeOf(from: string, event: MachineEvent, step: Step): Change {
  return {
    event: event.type,
    from,
    to: step.to,
    guard: step.guard,
    refused: step.refused.map(({ guard, to }) => ({ guard, to })),
  };
}
