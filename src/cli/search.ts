/** `search`: looks for an outcome in many runs, and shrinks the faults of the first that shows it. */
import { Searcher, type Hit, type SearchPlan } from '../run/search';
import { shardOf } from '../run/seeds';
import { shrunk } from '../run/shrink';
import { buildModel } from '../scenario/build';
import { foundSentence, notFoundSentence, outcomesOf, untilUsOf, type Outcome } from '../scenario/outcome';
import { formatInput } from '../scenario/words';
import { UsageError } from './main';
import { readCount, readSeeds, readShard, readWorkers } from './options';
import { findScenario, readKnobs, readUntil, type Subject } from './run';
import { searchInThreads } from './threads';

export interface SearchOptions {
  outcome?: string;
  seeds?: string;
  workers?: string;
  shard?: string;
  faults?: string;
  healed?: boolean;
  until?: string;
  set?: string[];
  json?: boolean;
}

const SEEDS = '1..10000';
const FAULTS = '4';
const MOST_FAULTS = 50;

/** Every outcome of a lab. */
export function outcomesFor({ scenario, outcomes, invariants }: Subject): Outcome[] {
  return outcomesOf(outcomes, buildModel(scenario, {}, scenario.seed, invariants).invariants);
}

/**
 * Searches and prints what was found; the exit code is 1 when nothing was.
 * @param bundle what a worker thread runs
 */
export async function searchLab(subject: string, options: SearchOptions, bundle: URL): Promise<void> {
  const found = await findScenario(subject);
  const outcome = readOutcome(options.outcome, subject, outcomesFor(found));
  const plan: SearchPlan = {
    scenario: found.scenario,
    knobs: readKnobs(options.set ?? []),
    outcome,
    untilUs: readUntil(options.until, untilUsOf(outcome)),
    maxFaults: readCount('--faults', options.faults ?? FAULTS, 0, MOST_FAULTS),
    healed: options.healed === true,
  };
  const [from, to] = readSeeds(options.seeds ?? SEEDS);
  const { part, of } = readShard(options.shard ?? '1/1');
  const workers = readWorkers(options.workers);
  // Says what is wrong with the plan before any thread is started.
  const searcher = new Searcher(plan);
  const book = await searchInThreads(plan, shardOf(from, to, part, of), workers, bundle);
  const hit = book.hit && shrunk(searcher, book.hit);
  process.stdout.write(
    options.json === true
      ? asJson(outcome, hit, book.tried)
      : asText(subject, options, outcome, hit, book.tried),
  );
  if (!hit) process.exitCode = 1;
}

function asJson({ id }: Outcome, hit: Hit | null, tried: number): string {
  const { seed = null, atUs = null, inputs = [] } = hit ?? {};
  return `${JSON.stringify({ outcome: id, seed, atUs, inputs: inputs.map(formatInput), tried }, null, 2)}\n`;
}

/** The result in words, with the command that shows it. */
function asText(
  subject: string,
  { set = [] }: SearchOptions,
  outcome: Outcome,
  hit: Hit | null,
  tried: number,
): string {
  if (!hit) return `${notFoundSentence(outcome, tried)}\n`;
  const words = [
    `--seed ${String(hit.seed)}`,
    `--until ${String(Math.ceil(hit.atUs / 1000) + 1)}ms`,
    ...set.map((knob) => `--set ${knob}`),
    ...hit.inputs.map((input) => `--input '${formatInput(input)}'`),
  ];
  return `${foundSentence(outcome, hit, tried)}\nnpm run -s sim -- run ${subject} ${words.join(' ')}\n`;
}

function readOutcome(id: string | undefined, subject: string, outcomes: readonly Outcome[]): Outcome {
  const known = outcomes.map((outcome) => outcome.id).join(', ');
  if (known === '') throw new UsageError(`${subject} has no outcomes to look for.`);
  if (id === undefined) throw new UsageError(`search needs --outcome; ${subject} has ${known}.`);
  const outcome = outcomes.find((one) => one.id === id);
  if (!outcome) throw new UsageError(`${subject} has no outcome called ${id}; it has ${known}.`);
  return outcome;
}
