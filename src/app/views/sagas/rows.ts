/** A row for each saga, from what orchestrators and participants tell of them. Pure. */
import type { Glance } from '../../../protocol/messages';

export type CellState =
  'waiting' | 'running' | 'done' | 'refused' | 'unknown' | 'undoing' | 'undone' | 'stuck';
export type RowState = 'running' | 'compensating' | 'done' | 'compensated' | 'person';

export interface Step {
  id: string;
  at: string;
  nature: string;
  does: string;
}

/** One step of one saga, and when it came into its state; −1 for not known. */
export interface Cell {
  state: CellState;
  atUs: number;
}

export interface SagaRow {
  id: number;
  choreographed: boolean;
  state: RowState;
  beganAtUs: number;
  /** −1 while it goes on. */
  endedAtUs: number;
  cells: readonly Cell[];
  /** What is left, when it needs a person: `undo hold`. */
  left: readonly string[];
}

/** What an orchestrator tells. */
interface OrchestratorPicture {
  plan: readonly Step[];
  sagas: readonly {
    id: number;
    mode: string;
    steps: readonly CellState[];
    stepAtUs: readonly number[];
    beganAtUs: number;
    endedAtUs: number;
    left: readonly string[];
  }[];
}

interface News {
  saga: number;
  step: number;
  undo: boolean;
}

/** An event that came to nothing, and what is left for a person. */
interface Parked {
  saga: number;
  step: number;
  left: readonly string[];
}

interface Holding {
  saga: number;
  state: string;
  reservedAtUs: number;
  settledAtUs: number;
  undoneAtUs: number;
}

/** What a participant tells of choreographed sagas. */
interface ParticipantPicture {
  plan: readonly Step[];
  role: string;
  holdings: readonly Holding[];
  outbox: readonly News[];
  parked: readonly Parked[];
}

const MODES: Readonly<Record<string, RowState>> = {
  compensating: 'compensating',
  needsPerson: 'person',
  done: 'done',
  compensated: 'compensated',
};

export interface Sagas {
  plan: readonly Step[];
  /** The newest first. */
  rows: readonly SagaRow[];
}

/** All sagas that are told of; null when nobody tells of any. */
export function sagasOf(glances: readonly Glance[]): Sagas | null {
  const pictures = glances.flatMap(({ picture }) =>
    typeof picture === 'object' && picture !== null ? [picture as unknown as object] : [],
  );
  const leads = pictures.filter((one): one is OrchestratorPicture => 'sagas' in one);
  const parts = pictures.filter((one): one is ParticipantPicture => 'holdings' in one);
  const plan = leads[0]?.plan ?? parts[0]?.plan;
  if (plan === undefined) return null;
  const rows = [...leads.flatMap(orchestratedRows), ...choreographedRows(plan, parts)];
  return { plan, rows: rows.sort((a, b) => b.beganAtUs - a.beganAtUs || b.id - a.id) };
}

function orchestratedRows({ sagas }: OrchestratorPicture): SagaRow[] {
  return sagas.map(({ id, mode, steps, stepAtUs, beganAtUs, endedAtUs, left }) => ({
    id,
    choreographed: false,
    state: MODES[mode] ?? 'running',
    beganAtUs,
    endedAtUs,
    cells: steps.map((state, i) => ({ state, atUs: stepAtUs[i] ?? -1 })),
    left,
  }));
}

/** Nobody knows the whole of a choreographed saga: it is put together from what each participant has done. */
function choreographedRows(plan: readonly Step[], parts: readonly ParticipantPicture[]): SagaRow[] {
  const books = new Map(
    parts.map(({ role, holdings }) => [role, new Map(holdings.map((one) => [one.saga, one]))]),
  );
  const first = books.get(plan[0]?.at ?? '') ?? new Map<number, Holding>();
  const under = bySaga(parts.flatMap(({ outbox }) => outbox));
  const parked = bySaga(parts.flatMap((part) => part.parked));
  return [...first.values()].map((begun) => {
    const cells = plan.map((step): Cell => cellOf(step, books.get(step.at)?.get(begun.saga)));
    for (const { step, undo } of under.get(begun.saga) ?? [])
      markOpen(cells, step, undo ? 'undoing' : 'running');
    // What was listed may have gone on by itself: only the answer was lost.
    const stuck = begun.state === 'held' ? (parked.get(begun.saga) ?? []) : [];
    for (const { step } of stuck) markOpen(cells, step, 'stuck');
    const state = stuck.length > 0 ? 'person' : stateOf(begun, cells);
    const ended = state === 'done' || state === 'compensated';
    return {
      id: begun.saga,
      choreographed: true,
      state,
      beganAtUs: begun.reservedAtUs,
      endedAtUs: ended ? Math.max(begun.settledAtUs, begun.undoneAtUs, begun.reservedAtUs) : -1,
      cells,
      left: stuck.flatMap(({ left }) => left),
    };
  });
}

function bySaga<T extends { saga: number }>(all: readonly T[]): Map<number, T[]> {
  const found = new Map<number, T[]>();
  for (const news of all) {
    const known = found.get(news.saga);
    if (known) known.push(news);
    else found.set(news.saga, [news]);
  }
  return found;
}

/** An event is on its way to a step that nothing else is known of yet. */
function markOpen(cells: Cell[], step: number, state: CellState): void {
  const before = cells[step];
  if (before === undefined || before.state === 'undone' || before.state === 'refused') return;
  if (before.state === 'done' && state === 'running') return;
  cells[step] = { state, atUs: before.atUs };
}

function cellOf({ does }: Step, holding: Holding | undefined): Cell {
  if (holding === undefined) return { state: 'waiting', atUs: -1 };
  const { state, reservedAtUs, settledAtUs, undoneAtUs } = holding;
  if (does === 'settle') {
    return state === 'taken' ? { state: 'done', atUs: settledAtUs } : { state: 'waiting', atUs: -1 };
  }
  if (state === 'back') return { state: 'undone', atUs: undoneAtUs };
  return { state: state === 'refused' ? 'refused' : 'done', atUs: reservedAtUs };
}

function stateOf(first: Holding, cells: readonly Cell[]): RowState {
  if (first.state === 'taken') return 'done';
  if (first.state !== 'held') return 'compensated';
  return cells.some(({ state }) => ['refused', 'undoing', 'undone'].includes(state))
    ? 'compensating'
    : 'running';
}

export type Filter = 'all' | 'open' | 'back' | 'person';

const FILTERS: Readonly<Record<Filter, (state: RowState) => boolean>> = {
  all: () => true,
  open: (state) => state === 'running' || state === 'compensating',
  back: (state) => state === 'compensating' || state === 'compensated',
  person: (state) => state === 'person',
};

/** Rows that a filter lets through. While rows are held still, only those that were there before. */
export function shownRows(
  rows: readonly SagaRow[],
  filter: Filter,
  still: ReadonlySet<number> | null,
): readonly SagaRow[] {
  return rows.filter(({ id, state }) => FILTERS[filter](state) && (still === null || still.has(id)));
}

const ROW_WORDS: Readonly<Record<RowState, string>> = {
  running: 'under way',
  compensating: 'compensating',
  done: 'done',
  compensated: 'compensated',
  person: 'needs a person',
};

/** How a saga stands, in words. */
export function sayRow({ state, left }: SagaRow): string {
  return left.length > 0 ? `${ROW_WORDS[state]}: ${left.join(', ')}` : ROW_WORDS[state];
}

const CELL_WORDS: Readonly<Record<CellState, string>> = {
  waiting: 'not begun',
  running: 'under way',
  done: 'done',
  refused: 'refused',
  unknown: 'not answered: nobody knows',
  undoing: 'compensating',
  undone: 'compensated',
  stuck: 'needs a person',
};

export function sayCell(state: CellState): string {
  return CELL_WORDS[state];
}

/** When a click on a column of a row goes: to the beginning, to a step, or to the end. −1 for nowhere. */
export function momentOf({ beganAtUs, endedAtUs, cells }: SagaRow, column: number): number {
  if (column === 0) return beganAtUs;
  const cell = cells[column - 1];
  if (cell === undefined) return endedAtUs;
  return cell.state === 'waiting' ? -1 : cell.atUs;
}
