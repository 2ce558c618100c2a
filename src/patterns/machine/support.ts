/** What a compiled machine may have. Everything else is refused in words, so that nothing is silently left out. */
import type { AnyStateMachine } from 'xstate';

type Mode = AnyStateMachine['states'][string];
type Transition = NonNullable<ReturnType<Mode['transitions']['get']>>[number];

const MACHINE_MAY_HAVE = ['id', 'initial', 'states', 'description', 'meta', 'version', 'schemas'];
const MODE_MAY_HAVE = ['on', 'type', 'meta', 'description'];

function fail(machine: AnyStateMachine, what: string): never {
  throw new Error(`The machine ${machine.id} cannot be compiled: ${what}.`);
}

/** A machine of modes and nothing more. @throws Error otherwise */
export function requireFlat(machine: AnyStateMachine): void {
  for (const [field, value] of Object.entries(machine.config)) {
    if (value !== undefined && !MACHINE_MAY_HAVE.includes(field)) {
      fail(machine, `it has ${field}; only ${MACHINE_MAY_HAVE.slice(0, 3).join(', ')} are supported`);
    }
  }
  if (typeof machine.config.initial !== 'string') fail(machine, 'it has no initial mode');
}

/** A mode of edges and words, and nothing more. @throws Error otherwise */
export function requireBare(machine: AnyStateMachine, mode: Mode): void {
  const { config, key } = mode;
  for (const [field, value] of Object.entries(config)) {
    if (value !== undefined && !MODE_MAY_HAVE.includes(field)) {
      fail(machine, `the mode ${key} has ${field}; only ${MODE_MAY_HAVE.join(', ')} are supported`);
    }
  }
  if (mode.type !== 'atomic' && mode.type !== 'final')
    fail(machine, `the mode ${key} is of type ${mode.type}`);
  if (mode.type === 'final' && mode.transitions.size > 0) {
    fail(machine, `the mode ${key} is final and yet has edges; XState would never follow them`);
  }
  const title: unknown = (mode.meta as { title?: unknown } | undefined)?.title;
  if (typeof title !== 'string' || title === '') fail(machine, `the mode ${key} needs a meta.title`);
  if (mode.description === undefined || mode.description === '') {
    fail(machine, `the mode ${key} needs a description`);
  }
}

/** The guard (empty for none) and the target of an edge; `where` names its place. @throws Error when the edge has more */
export function readEdge(
  machine: AnyStateMachine,
  where: string,
  transition: Transition,
): { guard: string; to: string } {
  if (where.includes('*')) fail(machine, `${where} is a wildcard; name each event`);
  if (transition.actions.length > 0) {
    fail(machine, `${where} has actions; the pattern itself must do what follows from a step`);
  }
  const target = transition.target?.[0];
  if (target === undefined || transition.target?.length !== 1) {
    fail(machine, `${where} must lead to exactly one mode; write the mode itself to stay in it`);
  }
  if (machine.states[target.key] !== target)
    fail(machine, `${where} leads to ${target.id}, which is no mode`);
  return { guard: guardName(machine, where, transition.guard), to: target.key };
}

function guardName(machine: AnyStateMachine, where: string, guard: unknown): string {
  if (guard === undefined) return '';
  if (typeof guard !== 'string') {
    fail(machine, `${where} has a guard without a name; name it in setup({ guards }) and give no params`);
  }
  const guards = machine.implementations.guards as Readonly<Record<string, unknown>>;
  const implementation = guards[guard];
  if (typeof implementation !== 'function')
    fail(machine, `${where} asks ${guard}, which setup does not have`);
  if ('check' in implementation) {
    fail(machine, `${where} asks ${guard}, which is made with and, or, not or stateIn; write a function`);
  }
  return guard;
}
