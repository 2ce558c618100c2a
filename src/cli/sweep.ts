/** `sweep`: the same run with one or two knobs varied, each point with many seeds. */
import { figureOf, figuresOf } from '../run/figures';
import { markOf, type Shard } from '../run/joining';
import { shardOf } from '../run/seeds';
import { checkSweep } from '../run/sweep';
import { runAt, runCount, seedCount, variedAt, type SweepPlan } from '../run/sweep-plan';
import { spreadOf } from '../run/statistics';
import type { RunSummary } from '../run/view';
import { parseAxis } from '../scenario/axis';
import type { ChartSpec } from '../scenario/types';
import { UsageError } from './main';
import { readSeeds, readShard, readWorkers } from './options';
import { DEFAULT_UNTIL_US, findScenario, readInputs, readKnobs, readUntil, type Subject } from './run';
import { SweepTable } from './sweep-table';
import { sweepInThreads } from './threads';

export interface SweepOptions {
  vary?: string[];
  seeds?: string;
  until?: string;
  set?: string[];
  input?: string[];
  workers?: string;
  shard?: string;
  json?: boolean;
}

const SEEDS = '1..20';

/** What is shown of a scenario that brings no charts. */
const PLAIN_CHARTS: readonly ChartSpec[] = [
  {
    id: 'throughput',
    title: 'Throughput',
    unit: '/s',
    help: '',
    series: [
      { label: 'ok', metric: 'throughputPerSec', stat: 'rate' },
      { label: 'errors', metric: 'errorsPerSec', stat: 'rate' },
    ],
  },
  {
    id: 'response-time',
    title: 'Response time',
    unit: 'ms',
    help: '',
    series: [
      { label: 'mean', metric: 'responseTimeMs', stat: 'mean' },
      { label: 'p99', metric: 'responseTimeMs', stat: 'p99' },
    ],
  },
];

/**
 * Makes all runs of a sweep and prints a line of each, or a table with a row a point.
 * @param bundle what a worker thread runs
 */
export async function sweepLab(subject: string, options: SweepOptions, bundle: URL): Promise<void> {
  const found = await findScenario(subject);
  const plan = readPlan(subject, found, options);
  const shard = options.shard === undefined ? null : readShard(options.shard);
  const workers = readWorkers(options.workers);
  if (shard && options.json !== true) {
    throw new UsageError('--shard needs --json: merge joins the lines of all shards.');
  }
  checkSweep(plan);
  if (options.json === true) await printLines(plan, shard, workers, bundle);
  else await printTable(plan, found.charts ?? PLAIN_CHARTS, workers, bundle);
}

function readPlan(subject: string, { scenario, invariants }: Subject, options: SweepOptions): SweepPlan {
  const { vary = [], input = [] } = options;
  if (vary.length < 1 || vary.length > 2) {
    throw new UsageError(
      `sweep needs one or two --vary such as lb.strategy=roundRobin,powerOfTwo or servers.present=2..6:2, not ${String(vary.length)}.`,
    );
  }
  const axes = vary.map((text) => {
    const read = parseAxis(text);
    if (!read.ok) throw new UsageError(read.problem);
    return read.value;
  });
  return {
    lab: subject,
    scenario,
    invariants,
    knobs: readKnobs(options.set ?? []),
    axes,
    seeds: readSeeds(options.seeds ?? SEEDS),
    inputs: readInputs(input),
    inputWords: input,
    untilUs: readUntil(options.until, DEFAULT_UNTIL_US),
  };
}

/** Prints a line of each run, as soon as all before it are there. The lines of a shard say so. */
async function printLines(plan: SweepPlan, shard: Shard | null, workers: number, bundle: URL): Promise<void> {
  const { part, of } = shard ?? { part: 1, of: 1 };
  const mark = shard && markOf(plan, shard);
  const tell = teller();
  const runs = shardOf(0, runCount(plan) - 1, part, of);
  await sweepInThreads(plan, [], runs, workers, bundle, ({ summary, refusals }, run) => {
    tell(refusals);
    process.stdout.write(`${JSON.stringify(mark ? { ...summary, sweep: mark(run) } : summary)}\n`);
  });
}

/** Prints a row of each point as soon as all its seeds have run. It shows neither hashes nor promises. */
async function printTable(
  plan: SweepPlan,
  charts: readonly ChartSpec[],
  workers: number,
  bundle: URL,
): Promise<void> {
  const figures = figuresOf(charts);
  const table = new SweepTable(plan, figures);
  const tell = teller();
  process.stdout.write(table.header());
  let ofPoint: RunSummary[] = [];
  const runs = shardOf(0, runCount(plan) - 1, 1, 1);
  await sweepInThreads(plan, ['hash', 'invariants'], runs, workers, bundle, ({ summary, refusals }, run) => {
    tell(refusals);
    ofPoint.push(summary);
    if (ofPoint.length < seedCount(plan)) return;
    const spreads = figures.map((figure) => spreadOf(ofPoint.map((one) => figureOf(figure, one))));
    process.stdout.write(table.row(variedAt(plan, runAt(plan, run).point), spreads));
    ofPoint = [];
  });
}

/** Says which inputs could do nothing, each sentence once. */
function teller(): (sentences: readonly string[]) => void {
  const told = new Set<string>();
  return (sentences) => {
    for (const sentence of sentences) {
      if (!told.has(sentence)) process.stderr.write(`${sentence}\n`);
      told.add(sentence);
    }
  };
}
