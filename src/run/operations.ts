/** The operations of all clients side by side: who asked what and when, and whether one order explains what they were told. */
import { historyOf, operationsOf, type Recorded } from '../invariants/support/histories';
import { logItem } from '../kernel/plain';
import type { ClientHistory, ClientOutcome, OpenOperation, OperationRecord } from '../nodes/client-history';
import { checkHistory, keyValueModel, smallestPart, type Verdict } from '../patterns/linearizability/index';
import type { Session } from './session';

/** One operation as it is drawn. */
export interface ShownOperation {
  /** Its session, and the node of that. */
  client: string;
  node: string;
  kind: 'read' | 'write' | 'cas';
  key: number;
  /** What was written, or read: empty while that is not known. */
  value: string;
  outcome: ClientOutcome | 'open';
  invokedUs: number;
  /** When its client stopped waiting; null while it waits. */
  endedUs: number | null;
  request: number;
  /** When it takes effect in the order found, and its place in the order of its key, from 1; null for no place. */
  effectUs: number | null;
  place: number | null;
  /** It belongs to the smallest part that no order explains. */
  failing: boolean;
  /** It is the one that does not fit. */
  misfit: boolean;
}

export interface ShownHistory {
  /** Those of the stretch asked for, and those that fail wherever they are, in the order of their calls. */
  operations: ShownOperation[];
  /** All sessions that have asked for something lately, each with its node. */
  sessions: { id: string; node: string }[];
  keys: number[];
  /** The moment it is seen at. */
  atUs: number;
  verdict: 'linearizable' | 'notLinearizable' | 'unknown';
  /** What the verdict means, in words. */
  says: string;
}

/** Which stretch, and of which key; null for all. */
export interface HistoryQuery {
  fromUs: number;
  toUs: number;
  key: number | null;
}

/** A part of a history that no order explains: it stays so, whatever comes after. */
export interface Flaw {
  readonly part: readonly Recorded[];
  readonly misfit: Recorded;
  readonly order: readonly Recorded[];
  readonly says: string;
}

/** A history of a key is checked up to so many operations, each check up to so many configurations. */
const MOST_OPERATIONS = 1_000;
const MOST_CONFIGURATIONS = 20_000;
/** Operations sent at most: more cannot be told apart. */
const MOST_SHOWN = 600;

interface Owned {
  node: string;
  history: ClientHistory;
}

/** @param flaw what was found before, if anything: it is not looked for again */
export function showHistory(
  { sim, playheadUs }: Session,
  query: HistoryQuery,
  flaw: Flaw | null,
): { shown: ShownHistory; flaw: Flaw | null } {
  const owned = sim.world.nodes.flatMap((node): Owned[] => {
    const history = historyOf(node);
    return history === null ? [] : [{ node: node.id, history }];
  });
  const recorded = owned.flatMap(({ history }) => operationsOf(history));
  const found = flaw !== null && isStill(flaw, recorded) ? flaw : null;
  const judged = found ? judgedBy(found) : judge(recorded);
  const all = owned.flatMap((one) => listOf(one, judged));
  const wanted = all.filter((one) => isWanted(one, query));
  const shown: ShownHistory = {
    operations: wanted.sort((a, b) => a.invokedUs - b.invokedUs).slice(-MOST_SHOWN),
    sessions: sessionsOf(owned, wanted),
    keys: [...new Set(all.map(({ key }) => key))].sort((a, b) => a - b),
    atUs: playheadUs,
    verdict: judged.verdict,
    says: judged.says,
  };
  return { shown, flaw: judged.flaw };
}

function isWanted(one: ShownOperation, { fromUs, toUs, key }: HistoryQuery): boolean {
  if (key !== null && one.key !== key) return false;
  return one.failing || (one.invokedUs <= toUs && (one.endedUs ?? Infinity) >= fromUs);
}

/** Sessions that are there, and those that have something to show. */
function sessionsOf(owned: readonly Owned[], shown: readonly ShownOperation[]): ShownHistory['sessions'] {
  return owned.flatMap(({ node, history }) => {
    const mine = shown.filter((one) => one.node === node).map(({ client }) => client);
    const open = history.open.flatMap((one) => (one === null ? [] : [one.session]));
    const ids = [...new Set([...mine, ...open])].sort((a, b) => numberOf(a) - numberOf(b));
    return ids.map((id) => ({ id, node }));
  });
}

function numberOf(session: string): number {
  return Number(session.slice(session.lastIndexOf('/') + 1));
}

interface Judged {
  verdict: ShownHistory['verdict'];
  says: string;
  flaw: Flaw | null;
  /** By record: when it takes effect, and its place in the order of its key. */
  effects: Map<OperationRecord | OpenOperation, { us: number; place: number }>;
  failing: ReadonlySet<OperationRecord | OpenOperation>;
  misfit: OperationRecord | OpenOperation | null;
}

function judge(recorded: readonly Recorded[]): Judged {
  const operations = recorded.map(({ checked }) => checked);
  const byKey = new Map<string, number>();
  for (const { command } of operations) byKey.set(command.key, (byKey.get(command.key) ?? 0) + 1);
  const none = { flaw: null, effects: new Map(), failing: new Set<never>(), misfit: null };
  if ([...byKey.values()].some((count) => count > MOST_OPERATIONS)) {
    const says = `A key has more than ${String(MOST_OPERATIONS)} operations: they are not checked any more.`;
    return { ...none, verdict: 'unknown', says };
  }
  const verdict = checkHistory(keyValueModel(), operations, MOST_CONFIGURATIONS);
  if (verdict.verdict === 'notLinearizable') return judgedBy(flawOf(recorded, verdict));
  if (verdict.verdict === 'unknown') return { ...none, verdict: 'unknown', says: verdict.sentence };
  const says = `One order explains all ${String(operations.length)} operations.`;
  const effects = effectsOf(verdict.order.map((index) => recorded[index]));
  return { ...none, verdict: 'linearizable', says, effects };
}

function flawOf(recorded: readonly Recorded[], verdict: Verdict & { verdict: 'notLinearizable' }): Flaw {
  const { misfit, order, shard, sentence } = verdict;
  const operations = recorded.map(({ checked }) => checked);
  const ofKey = [...operations.keys()].filter((index) => operations[index].command.key === shard);
  const breaksUs = operations[misfit].returnedAt ?? Infinity;
  const before = ofKey.filter((index) => operations[index].calledAt <= breaksUs);
  const part = smallestPart(keyValueModel(), operations, before, MOST_CONFIGURATIONS);
  return {
    part: part.map((index) => recorded[index]),
    misfit: recorded[misfit],
    order: order.map((index) => recorded[index]),
    says: sentence,
  };
}

/** Whether all of a flaw is still what happened: the user may have gone back, or changed the past. */
function isStill({ part, misfit }: Flaw, recorded: readonly Recorded[]): boolean {
  const there = new Set(recorded.map(({ record }) => record));
  return [...part, misfit].every(({ record }) => there.has(record));
}

function judgedBy(flaw: Flaw): Judged {
  return {
    verdict: 'notLinearizable',
    says: flaw.says,
    flaw,
    effects: effectsOf(flaw.order),
    failing: new Set(flaw.part.map(({ record }) => record)),
    misfit: flaw.misfit.record,
  };
}

/** Each takes effect as early as its own call and those before it allow. */
function effectsOf(order: readonly Recorded[]): Judged['effects'] {
  const effects: Judged['effects'] = new Map();
  const places = new Map<string, number>();
  let us = -Infinity;
  for (const { record, checked } of order) {
    us = Math.max(us, checked.calledAt);
    const place = (places.get(checked.command.key) ?? 0) + 1;
    places.set(checked.command.key, place);
    effects.set(record, { us, place });
  }
  return effects;
}

function listOf({ node, history }: Owned, judged: Judged): ShownOperation[] {
  const shown: ShownOperation[] = [];
  for (let i = 0; i < history.history.length; i++) {
    const record = logItem(history.history, i);
    if (record) shown.push(asShown(node, record.client, record, record.outcome, record.endedUs, judged));
  }
  for (const open of history.open)
    if (open) shown.push(asShown(node, open.session, open, 'open', null, judged));
  return shown;
}

function asShown(
  node: string,
  client: string,
  record: OperationRecord | OpenOperation,
  outcome: ShownOperation['outcome'],
  endedUs: number | null,
  { effects, failing, misfit }: Judged,
): ShownOperation {
  const { operation, invokedUs, request } = record;
  const effect = effects.get(record);
  return {
    client,
    node,
    kind: operation.kind,
    key: operation.key,
    value: valueOf(record),
    outcome,
    invokedUs,
    endedUs,
    request,
    effectUs: effect?.us ?? null,
    place: effect?.place ?? null,
    failing: failing.has(record),
    misfit: misfit === record,
  };
}

function valueOf(record: OperationRecord | OpenOperation): string {
  const { operation } = record;
  if (operation.kind !== 'read') return String(operation.value);
  const result = 'result' in record ? record.result : null;
  if (result === null) return '';
  const { value } = result;
  if (value === null) return 'nothing';
  return typeof value === 'number' ? String(value) : value.join(' and ');
}
