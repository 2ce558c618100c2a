/**
 * Chooses how each arrow is drawn so that labels, cards and arrows do not cover one another: every part in turn takes
 * what suits the others best, until none moves. No chance is involved.
 */
import { candidatesOf, CLASH, GAP_PX, type Candidate, type Stage } from './candidates';
import { centreOf, crossingsOf, distance, pointsInside, sharedArea, type Route } from './geometry';
import type { LabelForm } from './labels';
import type { Part } from './parts';

/** One candidate for each part, in any order. */
interface Choice {
  candidates: readonly Candidate[];
  /** What is wrong with it, for each part on average; from `CLASH` on for the sum, something covers something else. */
  cost: number;
}

/** Rounds of improvement at most; it ends by itself much sooner. */
const ROUNDS = 12;
/** A choice with so little wrong, for each part, need not be compared with another. */
const FINE = 4;

/**
 * Chooses a candidate for each part. What is chosen first has the best place, so two orders are tried: short arrows
 * first, because they have the least freedom, and the order of the machine.
 */
export function settle(
  parts: readonly Part[],
  forms: readonly (readonly LabelForm[])[],
  stage: Stage,
): Choice {
  const options = parts.map((part, i) => {
    const paired = parts.some(({ from, to }) => from === part.to && to === part.from && from !== to);
    return candidatesOf(part, forms[i] ?? [], stage, paired);
  });
  const table: Table = new Map();
  const lengths = parts.map((part) => lengthOf(part, stage));
  const shortFirst = options.toSorted(
    (a, b) => (lengths[options.indexOf(a)] ?? 0) - (lengths[options.indexOf(b)] ?? 0),
  );
  const first = settleFrom(shortFirst, table);
  if (first.cost <= FINE) return first;
  const second = settleFrom(options, table);
  return second.cost < first.cost ? second : first;
}

/** How far a part reaches; those at one card come last. */
function lengthOf({ kind, from, to }: Part, { cards }: Stage): number {
  const [a, b] = [cards.get(from), cards.get(to)];
  return kind === 'bundle' && a && b ? distance(centreOf(a), centreOf(b)) : Infinity;
}

type Options = readonly (readonly Candidate[])[];

function settleFrom(options: Options, table: Table): Choice {
  let chosen: Candidate[] = [];
  for (const candidates of options) {
    const best = bestOf(candidates, chosen, table);
    if (best) chosen = [...chosen, best.candidate];
  }
  for (let round = 0; round < ROUNDS; round++) {
    const before = chosen;
    for (const [i, candidates] of options.entries()) {
      const best = bestOf(candidates, chosen.toSpliced(i, 1), table, chosen[i]);
      if (best) chosen = chosen.with(i, best.candidate);
    }
    if (chosen.every((candidate, i) => candidate === before[i])) {
      const freed = untangle(options, chosen, table);
      if (!freed) break;
      chosen = freed;
    }
  }
  return { candidates: chosen, cost: costOf(chosen, table) / Math.max(1, options.length) };
}

/** So many candidates of a part are tried with another part moving out of their way. */
const TRIED = 60;

/** Moves a part to where only one other is in its way, and that one elsewhere. @returns a better choice, or null */
function untangle(options: Options, chosen: readonly Candidate[], table: Table): Candidate[] | null {
  for (const [i, part] of chosen.entries()) {
    if (part.cost < CLASH && blockersOf(part, chosen, i).length === 0) continue;
    let least = costOf(chosen, table) - 1e-6;
    let found: Candidate[] | null = null;
    for (const candidate of options[i]?.slice(0, TRIED) ?? []) {
      const [blocker, ...more] = blockersOf(candidate, chosen, i);
      if (candidate.cost >= CLASH || blocker === undefined || more.length > 0) continue;
      const moved = chosen.with(i, candidate);
      const answer = bestOf(options[blocker] ?? [], moved.toSpliced(blocker, 1), table);
      if (!answer) continue;
      const next = moved.with(blocker, answer.candidate);
      const cost = costOf(next, table);
      if (cost < least) [least, found] = [cost, next];
    }
    if (found) return found;
  }
  return null;
}

/** The others whose labels a candidate's would lie over. */
function blockersOf({ label }: Candidate, chosen: readonly Candidate[], own: number): number[] {
  return chosen.flatMap((other, k) => (k !== own && sharedArea(label, other.label, GAP_PX) > 0 ? [k] : []));
}

/**
 * The candidate that costs least beside the others. They come sorted, so that most need not be looked at.
 * @param present the one to do better than
 */
function bestOf(
  candidates: readonly Candidate[],
  others: readonly Candidate[],
  table: Table,
  present?: Candidate,
): { candidate: Candidate; cost: number } | undefined {
  let best = present;
  let bestCost = present ? withOthers(present, others, table) : Infinity;
  for (const candidate of candidates) {
    if (candidate.cost >= bestCost) break;
    const cost = withOthers(candidate, others, table, bestCost);
    if (cost < bestCost) [best, bestCost] = [candidate, cost];
  }
  return best && { candidate: best, cost: bestCost };
}

/** Its cost beside others; no more is worked out when it is above a limit. */
function withOthers(
  candidate: Candidate,
  others: readonly Candidate[],
  table: Table,
  limit = Infinity,
): number {
  let { cost } = candidate;
  for (const other of others) {
    if (cost >= limit) break;
    cost += costBeside(candidate, other, table);
  }
  return cost;
}

/** Everything that is wrong with a choice. */
function costOf(chosen: readonly Candidate[], table: Table): number {
  return chosen.reduce((sum, candidate, i) => sum + withOthers(candidate, chosen.slice(0, i), table), 0);
}

const COST = { labelNearRoute: 36, crossing: 16, endsNear: 1.5, endsNearPx: 12, nearPx: 4 } as const;

function costBeside(a: Candidate, b: Candidate, table: Table): number {
  const near = pointsInside(a.route, b.label, COST.nearPx) + pointsInside(b.route, a.label, COST.nearPx);
  const shared = sharedArea(a.label, b.label, GAP_PX);
  return (
    routesBeside(a.route, b.route, table) + COST.labelNearRoute * near + (shared > 0 ? CLASH + shared : 0)
  );
}

/** What is wrong with two routes beside each other, remembered because it is asked often. */
type Table = Map<Route, Map<Route, number>>;

function routesBeside(a: Route, b: Route, table: Table): number {
  const known = table.get(a)?.get(b);
  if (known !== undefined) return known;
  let cost = COST.crossing * crossingsOf(a, b);
  for (const end of [a.points[0], a.tip]) {
    for (const other of [b.points[0], b.tip]) {
      const near = end && other ? COST.endsNearPx - distance(end, other) : 0;
      if (near > 0) cost += near * COST.endsNear;
    }
  }
  const ofA = table.get(a) ?? new Map<Route, number>();
  table.set(a, ofA.set(b, cost));
  return cost;
}
