/** Outcomes worth finding: what a lab declares, what its promises add, and the words for what was found. */
import { US_PER_S } from '../kernel/time';
import { counted } from './wording';

/** A number of the run passes a threshold; one of `above` and `below` is given. */
export interface MetricCondition {
  /**
   * Name of a counter or gauge. A counter counts from the start or, with `overSec`, as a rate a second; a gauge is
   * read as it is, while its node is up.
   */
  metric: string;
  above?: number;
  /** It has been as high before, and falls below. */
  below?: number;
  /** Length of the trailing stretch a rate is taken over, judged every 100 ms. */
  overSec?: number;
  /** Only a stretch without any fault counts: what is wrong then has outlasted what caused it. */
  onceHealed?: boolean;
}

/** What makes an outcome. Data alone, so that a lab needs no code of its own and a worker can be sent it. */
export type OutcomeCondition =
  /** A promise of the lab breaks. */
  | { invariant: string }
  /** So many nodes of a group are up and in this mode at the same instant. */
  | { mode: string; of: string; atLeast: number }
  | MetricCondition;

/** A named happening worth finding. */
export interface Outcome {
  id: string;
  /** As in *a stale read*, with a capital. */
  title: string;
  help: string;
  when: OutcomeCondition;
  /** How long a run is given to show it; 20 s when left out. */
  untilSec?: number;
}

const UNTIL_SEC = 20;

/** How long a run is given to show an outcome. */
export function untilUsOf({ untilSec = UNTIL_SEC }: Outcome): number {
  return untilSec * US_PER_S;
}

/** Ids of the invariants that a run must keep watch over to show an outcome. */
export function promisesOf({ when }: Outcome): string[] {
  return 'invariant' in when ? [when.invariant] : [];
}

/** Every outcome of a lab: those it declares, and `invariant:<id>` for each of its promises. */
export function outcomesOf(
  declared: readonly Outcome[],
  invariants: readonly { id: string; title: string; explain: string }[],
): Outcome[] {
  return [
    ...declared,
    ...invariants.map(({ id, title, explain }) => ({
      id: `invariant:${id}`,
      title: `“${title}” breaks`,
      help: explain,
      when: { invariant: id },
    })),
  ];
}

/** What was found, in one line: `Seed 482, 3 faults: a stale read at 7.3 s. Found after 1,204 runs.` */
export function foundSentence(
  { title }: Outcome,
  hit: { seed: number; atUs: number; inputs: readonly unknown[] },
  tried: number,
): string {
  const faults = hit.inputs.length === 0 ? 'no faults' : counted(hit.inputs.length, 'fault');
  const what = title.charAt(0).toLowerCase() + title.slice(1);
  const when = `${(hit.atUs / US_PER_S).toFixed(1)} s`;
  return `Seed ${String(hit.seed)}, ${faults}: ${what} at ${when}. Found after ${counted(tried, 'run')}.`;
}

/** What was not found, in one line. */
export function notFoundSentence({ title }: Outcome, tried: number): string {
  return `${title}: not found in ${counted(tried, 'run')}.`;
}
