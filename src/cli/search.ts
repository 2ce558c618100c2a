/** `search`: looks for an outcome in many runs, and shrinks the faults of the first that shows it. */
import { availableParallelism } from 'node:os';
import { Searcher, type Hit, type SearchPlan } from '../run/search';
import { shardOf, type Seeds } from '../run/seeds';
import { shrunk } from '../run/shrink';
import { buildModel } from '../scenario/build';
import { foundSentence, notFoundSentence, outcomesOf, untilUsOf, type Outcome } from '../scenario/outcome';
import { formatInput } from '../scenario/words';
import { UsageError } from './main';
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
const MOST_WORKERS = 256;
const MOST_SEED = 4294967295;

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
  const seeds = readSeeds(options.seeds ?? SEEDS, options.shard ?? '1/1');
  const workers = readCount('--workers', options.workers ?? String(availableParallelism()), 1, MOST_WORKERS);
  // Says what is wrong with the plan before any thread is started.
  const searcher = new Searcher(plan);
  const book = await searchInThreads(plan, seeds, workers, bundle);
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

function readCount(name: string, text: string, least: number, most: number): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= least && count <= most) return count;
  throw new UsageError(
    `${name} must be a whole number from ${String(least)} to ${String(most)}, not "${text}".`,
  );
}

function readSeeds(range: string, shard: string): Seeds {
  const [, from = NaN, to = NaN] = (/^(\d+)\.\.(\d+)$/.exec(range) ?? []).map(Number);
  if (!(from <= to && to <= MOST_SEED)) {
    throw new UsageError(
      `--seeds must be a range such as 1..1000, up to ${String(MOST_SEED)}, not "${range}".`,
    );
  }
  const [, part = NaN, of = NaN] = (/^(\d+)\/(\d+)$/.exec(shard) ?? []).map(Number);
  if (!(part >= 1 && part <= of)) {
    throw new UsageError(`--shard must be one of so many, such as 2/8, not "${shard}".`);
  }
  return shardOf(from, to, part, of);
}
