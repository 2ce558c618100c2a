/**
 * The search for a linearization: an order of the operations that the object could have gone through one at a time
 * and in which whatever returned before another was called also comes before it.
 *
 * It grows an order at its end. What may come next is every operation that was called before any of the missing ones
 * returned (Wing and Gong, *Testing and verifying concurrent objects*, 1993). An order that leads to the same set of
 * operations and the same state as one met before has the same future, and is dropped (Lowe, *Testing for
 * linearizability*, 2017). An operation that fits and cannot change anything is taken at once: if it can come later
 * it can come now, so there is nothing to come back to.
 */
import type { Lineup } from './lineup';
import type { Model } from './model';
import { addSeen, createSeen, type Seen } from './seen';

/** Stands for no place and no state. */
const NOWHERE = -1;

/** How a search ended. */
export interface Found<S> {
  readonly verdict: 'found' | 'none' | 'gaveUp';
  /** Places in the order found; without one, in the shortest order that gets as far as any. */
  readonly order: readonly number[];
  /** Without an order: the place of the operation whose return no order gets past; otherwise `NOWHERE`. */
  readonly misfit: number;
  /** The state at the end of the order; without one, the states in which the object can be when the misfit returns. */
  readonly endings: readonly S[];
  /** How many configurations were met. */
  readonly configurations: number;
}

interface Search<S, C> {
  readonly model: Model<S, C>;
  readonly lineup: Lineup<S, C>;
  /** Operations not in the order yet, as a ring: returned ones from `head`, ones with unknown outcome from `middle`. */
  readonly next: Int32Array;
  readonly previous: Int32Array;
  readonly head: number;
  readonly middle: number;
  /** Operations in the order, as bits. */
  readonly set: Int32Array;
  /** The order so far, and at [i] the number of the state before its i-th operation. */
  readonly order: Int32Array;
  readonly stateBefore: Int32Array;
  length: number;
  /** Returned operations still missing. */
  missing: number;
  /** States met, and their numbers by key. */
  readonly states: S[];
  readonly numbers: Map<unknown, number>;
  /** The number of the state at the end of the order. */
  state: number;
  readonly seen: Seen;
  readonly furthest: Furthest;
}

/** The dead ends at the latest return that stopped an order. */
interface Furthest {
  misfit: number;
  order: Int32Array;
  readonly endings: Set<number>;
}

/** Looks for a linearization, or gives up once it has met `maxConfigurations`. */
export function findOrder<S, C>(
  model: Model<S, C>,
  lineup: Lineup<S, C>,
  maxConfigurations: number,
): Found<S> {
  const search = startSearch(model, lineup);
  takeLookers(search);
  noteProgress(search);
  for (let last = search.head; search.missing > 0;) {
    if (takeNext(search, last)) {
      takeLookers(search);
      if (addSeen(search.seen, search.set, search.state)) {
        if (search.seen.count > maxConfigurations) return ended(search, 'gaveUp');
        noteProgress(search);
        last = search.head;
        continue;
      }
    }
    last = takeBack(search);
    if (last === NOWHERE) return ended(search, 'none');
  }
  return ended(search, 'found');
}

function startSearch<S, C>(model: Model<S, C>, lineup: Lineup<S, C>): Search<S, C> {
  const count = lineup.operations.length;
  const head = count;
  const middle = count + 1;
  const ring = [head, ...lineup.indexes.keys()];
  ring.splice(lineup.returnedCount + 1, 0, middle);
  const next = new Int32Array(count + 2);
  const previous = new Int32Array(count + 2);
  for (const [at, place] of ring.entries()) {
    next[place] = ring[(at + 1) % ring.length];
    previous[next[place]] = place;
  }
  const set = new Int32Array(Math.ceil(count / 32));
  return {
    model,
    lineup,
    next,
    previous,
    head,
    middle,
    set,
    order: new Int32Array(count),
    stateBefore: new Int32Array(count),
    length: 0,
    missing: lineup.returnedCount,
    states: [model.initial],
    numbers: new Map([[model.keyOf(model.initial), 0]]),
    state: 0,
    seen: createSeen(set.length),
    furthest: { misfit: NOWHERE, order: new Int32Array(0), endings: new Set() },
  };
}

/** Takes everything that may come next, fits, and cannot change the state, until there is no more of it. */
function takeLookers<S, C>(search: Search<S, C>): void {
  const { lineup, next, middle } = search;
  for (let before = -1; before !== search.length;) {
    before = search.length;
    const horizon = horizonOf(search);
    for (let place = next[search.head]; place !== middle; place = next[place]) {
      if (lineup.calledAt[place] > horizon) break;
      if (lineup.canChange[place] === 0 && fits(search, place)) take(search, place, search.state);
    }
  }
}

/**
 * Takes the first operation behind `last` that may come next, fits, and can change the state.
 * @returns false when there is none
 */
function takeNext<S, C>(search: Search<S, C>, last: number): boolean {
  const { lineup, next, head, middle } = search;
  const horizon = horizonOf(search);
  for (let place = next[last]; place !== head; place = next[place]) {
    if (place === middle) continue;
    const isKnown = place < lineup.returnedCount;
    if (lineup.calledAt[place] > horizon) {
      // Those behind it were called later still; on with those of unknown outcome, which are in an order of their own.
      if (!isKnown) return false;
      place = search.previous[middle];
    } else if (lineup.canChange[place] === 1 && isItsTurn(search, place)) {
      const state = stateAfter(search, place);
      // Nobody needs an operation that may as well not have happened and changes nothing.
      if (state === NOWHERE || (!isKnown && state === search.state)) continue;
      take(search, place, state);
      return true;
    }
  }
  return false;
}

/** The missing operation that returned first, or `NOWHERE` when none is missing. */
function soonestReturn<S, C>({ lineup, next, head, middle }: Search<S, C>): number {
  const { calledAt, returnedAt } = lineup;
  let soonest = NOWHERE;
  let at = Infinity;
  // Whoever is called after that return does not return before it, so the walk may end there.
  for (let place = next[head]; place !== middle && calledAt[place] <= at; place = next[place]) {
    if (returnedAt[place] < at) {
      at = returnedAt[place];
      soonest = place;
    }
  }
  return soonest;
}

/** What is called up to this instant may come next. */
function horizonOf<S, C>(search: Search<S, C>): number {
  const soonest = soonestReturn(search);
  return soonest === NOWHERE ? Infinity : search.lineup.returnedAt[soonest];
}

function isItsTurn<S, C>({ lineup, set }: Search<S, C>, place: number): boolean {
  return lineup.behind[place].every((other) => (set[other >>> 5] & (1 << (other & 31))) !== 0);
}

function fits<S, C>({ model, lineup, states, state }: Search<S, C>, place: number): boolean {
  const { command, result } = lineup.operations[place];
  return model.step(states[state], command, result) !== undefined;
}

/** The number of the state that the operation leaves behind, or `NOWHERE` when it does not fit. */
function stateAfter<S, C>({ model, lineup, states, state, numbers }: Search<S, C>, place: number): number {
  const { command, result } = lineup.operations[place];
  const after = model.step(states[state], command, result);
  if (after === undefined) return NOWHERE;
  const key = model.keyOf(after);
  const known = numbers.get(key);
  if (known !== undefined) return known;
  if (lineup.foresight?.isPossible?.(after) === false) {
    numbers.set(key, NOWHERE);
    return NOWHERE;
  }
  numbers.set(key, states.length);
  return states.push(after) - 1;
}

/** Puts an operation at the end of the order. */
function take<S, C>(search: Search<S, C>, place: number, state: number): void {
  const { next, previous, set } = search;
  next[previous[place]] = next[place];
  previous[next[place]] = previous[place];
  set[place >>> 5] |= 1 << (place & 31);
  search.order[search.length] = place;
  search.stateBefore[search.length++] = search.state;
  search.state = state;
  if (place < search.lineup.returnedCount) search.missing--;
}

/** Takes operations from the end of the order, up to one that had a choice; gives that one, or `NOWHERE`. */
function takeBack<S, C>(search: Search<S, C>): number {
  const { next, previous, set, lineup } = search;
  while (search.length > 0) {
    const place = search.order[--search.length];
    // An operation out of the ring still knows its neighbours, and they are there again: it left after them.
    next[previous[place]] = place;
    previous[next[place]] = place;
    set[place >>> 5] &= ~(1 << (place & 31));
    search.state = search.stateBefore[search.length];
    if (place < lineup.returnedCount) search.missing++;
    if (lineup.canChange[place] === 1) return place;
  }
  return NOWHERE;
}

/** Keeps the order and its state when it gets as far as any before: past as many returns. */
function noteProgress<S, C>(search: Search<S, C>): void {
  const { furthest, lineup, order, length } = search;
  const misfit = soonestReturn(search);
  if (misfit === NOWHERE) return;
  const further = compareReturns(lineup, misfit, furthest.misfit);
  if (further < 0) return;
  if (further > 0) furthest.endings.clear();
  furthest.endings.add(search.state);
  if (further > 0 || length < furthest.order.length) furthest.order = order.slice(0, length);
  furthest.misfit = misfit;
}

/** Above 0 when the first returned later; of those that returned at once, the one called later counts as later. */
function compareReturns<S, C>({ returnedAt }: Lineup<S, C>, first: number, second: number): number {
  if (second === NOWHERE) return 1;
  return returnedAt[first] - returnedAt[second] || first - second;
}

function ended<S, C>(search: Search<S, C>, verdict: Found<S>['verdict']): Found<S> {
  const { furthest, states, order, length, seen } = search;
  const isFound = verdict === 'found';
  return {
    verdict,
    order: [...(isFound ? order.subarray(0, length) : furthest.order)],
    misfit: isFound ? NOWHERE : furthest.misfit,
    endings: isFound ? [states[search.state]] : Array.from(furthest.endings, (state) => states[state]),
    configurations: seen.count,
  };
}
