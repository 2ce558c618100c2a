/**
 * Compiles a flat XState machine. A pure `transition()` of XState takes microseconds and does not tell which guards
 * said no; the table answers in nanoseconds and does. The machine stays the one definition of what may happen.
 */
import type { AnyStateMachine, EventFromLogic } from 'xstate';
import type { ChartEdge, ModeChart } from '../../kernel/contract';
import { readEdge, requireBare, requireFlat } from './support';
import type { CompiledMachine, MachineEvent, ModeOf, Row, Step } from './table';

type Guard = (ask: { context: object; event: MachineEvent }, params: undefined) => boolean;
type Mode = AnyStateMachine['states'][string];

/** Guards look at the event alone. */
const NO_CONTEXT = Object.freeze({});
const ALWAYS = (): boolean => true;

/**
 * Compiles a machine made with `setup({ types, guards }).createMachine(...)`.
 *
 * It must be flat: a mode has `meta.title`, `description` and, unless it is final, `on`; an edge leads to one mode
 * and has at most a named guard that reads the event. Context, actions, delays, invocations, wildcards and
 * edges of the machine itself are not supported: a pattern is told the time and returns its effects.
 * @throws Error naming the machine, the mode and what is not supported
 */
export function compileMachine<M extends AnyStateMachine>(
  machine: M,
): CompiledMachine<ModeOf<M>, EventFromLogic<M>> {
  requireFlat(machine);
  const rows = new Map<string, ReadonlyMap<string, Row<string, MachineEvent>>>();
  const stays = new Map<string, Step>();
  const edges: ChartEdge[] = [];
  for (const mode of Object.values(machine.states)) {
    requireBare(machine, mode);
    const compiled = compileMode(machine, mode);
    rows.set(mode.key, compiled.rows);
    stays.set(mode.key, stayingIn(mode.key, []));
    edges.push(...compiled.edges);
  }
  return { chart: chartOf(machine, edges), rows, stays };
}

function compileMode(
  machine: AnyStateMachine,
  mode: Mode,
): { rows: Map<string, Row<string, MachineEvent>>; edges: ChartEdge[] } {
  const rows = new Map<string, Row<string, MachineEvent>>();
  const edges: ChartEdge[] = [];
  for (const [event, transitions] of mode.transitions) {
    const guards: Row<string, MachineEvent>['guards'][number][] = [];
    const candidates: { guard: string; to: string }[] = [];
    for (const transition of transitions) {
      const { guard, to } = readEdge(machine, `${mode.key} on ${event}`, transition);
      guards.push(guardNamed(machine, guard));
      candidates.push({ guard, to });
      edges.push({ from: mode.key, event, guard, to });
    }
    rows.set(event, { guards, steps: stepsOf(mode.key, candidates) });
  }
  return { rows, edges };
}

function guardNamed(machine: AnyStateMachine, name: string): (event: MachineEvent) => boolean {
  if (name === '') return ALWAYS;
  const guard = (machine.implementations.guards as Record<string, Guard>)[name];
  return (event) => guard({ context: NO_CONTEXT, event }, undefined);
}

/** Every step an event can end in: one an edge, and one for when all guards said no. */
function stepsOf(mode: string, candidates: readonly { guard: string; to: string }[]): Step[] {
  const taken = candidates.map(({ guard, to }, k): Step => ({
    to,
    taken: true,
    guard,
    refused: candidates.slice(0, k),
  }));
  return [...taken, stayingIn(mode, candidates)];
}

function stayingIn(mode: string, refused: Step['refused']): Step {
  return { to: mode, taken: false, guard: '', refused };
}

function chartOf(machine: AnyStateMachine, edges: ChartEdge[]): ModeChart {
  const modes = Object.values(machine.states).map((mode) => ({
    id: mode.key,
    title: (mode.meta as { title: string }).title,
    help: mode.description ?? '',
  }));
  return { id: machine.id, initial: machine.config.initial as string, modes, edges };
}
