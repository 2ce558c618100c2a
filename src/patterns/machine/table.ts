/** The table a machine is compiled to: for each mode and each event, the edges to try, in order. */
import type { AnyStateMachine, StateValueFrom } from 'xstate';
import type { ModeChange, ModeChart } from '../../kernel/contract';

/** An event of a machine. Whatever a guard asks about must be in it: such fields are called facts. */
export interface MachineEvent {
  readonly type: string;
}

/** Names of the modes of an XState machine. */
export type ModeOf<M extends AnyStateMachine> = StateValueFrom<M> & string;

/**
 * What a machine says to one event. Steps are made when the machine is compiled and handed out again and again,
 * so they never change and are not to be kept in a world: `changeOf` makes a record that may be.
 */
export interface Step<Mode extends string = string> {
  /** The mode after the event: the same as before when no edge was followed. */
  readonly to: Mode;
  /** Whether an edge was followed. It tells a self-transition from an event refused or unknown to the mode. */
  readonly taken: boolean;
  /** Guard of the edge that was followed; empty when it has none, or when none was followed. */
  readonly guard: string;
  /** Guards asked before that said no, in the order of asking, with the mode they lead to. */
  readonly refused: readonly { readonly guard: string; readonly to: Mode }[];
}

/** A step as a view shows it; the host adds the time. */
export type Change = Omit<ModeChange, 'atUs'>;

/** The edges of one mode for one event. */
export interface Row<Mode extends string, Event extends MachineEvent> {
  /** One question an edge, in order; an edge without a guard always agrees. */
  readonly guards: readonly ((event: Event) => boolean)[];
  /** `steps[k]`: edge `k` was followed. One more at the end: every guard said no. */
  readonly steps: readonly Step<Mode>[];
}

/** A machine ready to run. */
export interface CompiledMachine<Mode extends string = string, Event extends MachineEvent = MachineEvent> {
  /** The same machine as plain data, for drawing. */
  readonly chart: ModeChart;
  /** By mode, then by the type of the event. */
  readonly rows: ReadonlyMap<Mode, ReadonlyMap<string, Row<Mode, Event>>>;
  /** By mode: the answer to an event that the mode has no edge for. */
  readonly stays: ReadonlyMap<Mode, Step<Mode>>;
}
