/** Running on until something happens: at a time, at an event, or when a chart passes a value. */
import type { CallTimer } from '../kernel/calls';
import type { ModeChange } from '../kernel/contract';
import type { Message } from '../kernel/message';
import { entryAt, type Recorder, type TraceEntry } from '../kernel/trace';
import type { ChartSpec } from '../scenario/types';
import { chartData } from './charts';
import type { Session } from './session';
import { describe } from './words';

/**
 * Kinds of events that can be waited for: a change of mode, a lost message, a refused request, a call that is given
 * up, a node that stops or starts, something the user did.
 */
export type Awaited = 'mode' | 'loss' | 'refusal' | 'timeout' | 'life' | 'input';

/** What is waited for. */
export type Until =
  | { kind: 'time'; us: number }
  | { kind: 'event'; what: Awaited }
  /** A machine of a node enters a mode; any machine of it when `machine` is null. */
  | { kind: 'mode'; node: string; machine: string | null; mode: string }
  | { kind: 'message'; node: string }
  /** What a step among the meaningful events stops at; messages to `node` are, if there is one. */
  | { kind: 'meaningful'; node: string | null }
  /** Any of them when null. */
  | { kind: 'broken'; invariant: string | null }
  /** A line of a chart, in the unit of the metric, looked at every half second. */
  | { kind: 'metric'; chart: ChartSpec; line: string; above: boolean; value: number };

/** How a journey stands. */
export type Progress =
  | { state: 'going' }
  /** With the event that ended it in words, empty for a mere time. */
  | { state: 'there'; says: string }
  | { state: 'missed' };

/** Charts are looked at so often; a rate is that of the time since the last look. */
const LOOK_EVERY_US = 500_000;

/** Steps between two looks at the clock. */
const STEPS = 1_000;

const GOING: Progress = { state: 'going' };
const MISSED: Progress = { state: 'missed' };

/** A run on its way to something. */
export interface Journey {
  /** Goes on for about so many milliseconds. */
  goOn(budgetMs: number, clockMs: () => number): Progress;
}

/**
 * Sets out from where a session stands.
 * @param limitUs simulated time at which it gives up
 */
export function setOut(session: Session, until: Until, limitUs: number): Journey {
  if (until.kind === 'time') return toTime(session, until.us);
  if (until.kind === 'meaningful') return toMeaningful(session, until.node, limitUs);
  if (until.kind === 'metric') return toReading(session, until, limitUs);
  return toEvent(session, until, limitUs);
}

function toTime(session: Session, us: number): Journey {
  if (session.playheadUs > us) session.seek(us);
  return {
    goOn: (budgetMs) => (session.advance(us, budgetMs) ? { state: 'there', says: '' } : GOING),
  };
}

function toMeaningful(session: Session, node: string | null, limitUs: number): Journey {
  return {
    goOn: (budgetMs, clockMs) => {
      const startMs = clockMs();
      do {
        if (session.stepMeaningful(node, STEPS)) return { state: 'there', says: '' };
        if (session.playheadUs >= limitUs || session.sim.nextUs() === Infinity) return MISSED;
      } while (clockMs() - startMs < budgetMs);
      return GOING;
    },
  };
}

type EventUntil = Exclude<Until, { kind: 'time' | 'metric' | 'meaningful' }>;

function toEvent(session: Session, until: EventUntil, limitUs: number): Journey {
  const { recorder } = session;
  let found: TraceEntry | null = null;
  const stops = (): boolean => {
    found = recorder
      ? newEntry(recorder, session.sim.world.events, (entry) => isAwaited(session, until, entry))
      : null;
    return found !== null;
  };
  return {
    goOn: (budgetMs, clockMs) => {
      const startMs = clockMs();
      do {
        const end = session.stepUntil(stops, limitUs);
        if (end === 'stopped') {
          return { state: 'there', says: found ? (describe(session.model, found)?.text ?? '') : '' };
        }
        if (end === 'silent') return MISSED;
      } while (clockMs() - startMs < budgetMs);
      return GOING;
    },
  };
}

/** The first entry of the last event that is wanted. */
function newEntry(
  recorder: Recorder,
  event: number,
  wanted: (entry: TraceEntry) => boolean,
): TraceEntry | null {
  let found: TraceEntry | null = null;
  for (let i = recorder.written - 1; i >= recorder.first; i--) {
    if (recorder.events[i % recorder.size] !== event) break;
    const entry = entryAt(recorder, i - recorder.first);
    if (wanted(entry)) found = entry;
  }
  return found;
}

function isAwaited(session: Session, until: EventUntil, entry: TraceEntry): boolean {
  const { kind, subject } = entry;
  const node =
    entry.node >= 0 && kind !== 'drop' && kind !== 'send' ? session.model.nodes[entry.node].id : '';
  switch (until.kind) {
    case 'event':
      return isOfKind(until.what, entry);
    case 'message':
      return kind === 'deliver' && node === until.node;
    case 'broken':
      return (
        kind === 'invariant' &&
        (until.invariant === null || (subject as { id: string }).id === until.invariant)
      );
    case 'mode': {
      if (kind !== 'mode' || node !== until.node) return false;
      const { machine, change } = subject as { machine: string; change: ModeChange };
      const right = until.machine === null || machine === until.machine;
      return right && change.to === until.mode && change.from !== change.to;
    }
  }
}

function isOfKind(what: Awaited, { kind, subject }: TraceEntry): boolean {
  switch (what) {
    case 'mode': {
      if (kind !== 'mode') return false;
      const { from, to } = (subject as { change: ModeChange }).change;
      return from !== to;
    }
    case 'loss':
      return kind === 'drop';
    case 'refusal':
      return kind === 'send' && (subject as Message).status === 'rejected';
    case 'timeout':
      return kind === 'call' && (subject as CallTimer).purpose === 'giveUp';
    case 'life':
      return kind === 'node';
    case 'input':
      return kind === 'input';
  }
}

function toReading(
  session: Session,
  { chart, line, above, value }: Until & { kind: 'metric' },
  limitUs: number,
): Journey {
  const passed = (): number | null => {
    const { model, sim, playheadUs } = session;
    const fromUs = Math.max(0, playheadUs - LOOK_EVERY_US);
    const data = chartData(model, sim.world.metrics, chart, fromUs, playheadUs, 1);
    const points = data.lines.find(({ label }) => label === line)?.points;
    const reading = points && points.length > 0 ? points[points.length - 1] : NaN;
    return (above ? reading > value : reading < value) ? reading : null;
  };
  const nextLookUs = (): number =>
    Math.min(limitUs, (Math.floor(session.playheadUs / LOOK_EVERY_US) + 1) * LOOK_EVERY_US);
  let lookUs = nextLookUs();
  return {
    goOn: (budgetMs, clockMs) => {
      const startMs = clockMs();
      do {
        if (!session.advance(lookUs, budgetMs)) return GOING;
        const reading = passed();
        if (reading !== null) {
          return {
            state: 'there',
            says: `${chart.title}, ${line}: ${String(Number(reading.toPrecision(4)))} ${chart.unit}`.trim(),
          };
        }
        if (lookUs >= limitUs) return MISSED;
        lookUs = nextLookUs();
      } while (clockMs() - startMs < budgetMs);
      return GOING;
    },
  };
}
