/** All runs of a sweep, made by workers in the background; one such job at a time. */
import type { ChartStretch, RunId, SweepPlan, SweptRun } from '../../protocol/messages';
import { runCount } from '../../run/sweep-plan';
import type { ChartSpec } from '../../scenario/types';
import { RequestProblem, type WorkerClient } from './client';
import { Crew, crewSize, SLICE_MS } from './crew';
import { notify } from './store';

/** What is to be run, and who is told of it. */
export interface Job {
  plan: SweepPlan;
  charts: readonly ChartSpec[];
  /** The stretches of the charts that are wanted of every run. */
  lines: readonly ChartStretch[];
  /** Gets what came of each run, in whatever order they are done. */
  take: (swept: SweptRun, place: number) => void;
}

/** The one sweep a worker has open at a time. */
const SWEEP: RunId = 1;

let crew: Crew | null = null;

/** Gives up the job under way, if there is one. */
export function stopManyRuns(): void {
  crew?.end();
  crew = null;
}

/**
 * Makes the runs of some jobs, one job after the other. What is under way is given up first.
 * @returns whether all were made: not when they were given up, or a job makes no sense, which is told
 */
export async function makeManyRuns(jobs: readonly Job[]): Promise<boolean> {
  stopManyRuns();
  const own = new Crew(crewSize(), (problem) => {
    notify(`The runs in the background stopped: ${problem}`, 'bad');
  });
  crew = own;
  const told = new Set<string>();
  const tell = ({ refusals }: SweptRun): void => {
    for (const sentence of refusals) if (!told.has(sentence)) notify(sentence, 'warn');
    for (const sentence of refusals) told.add(sentence);
  };
  try {
    for (const job of jobs) await work(own, job, tell);
    return true;
  } catch (error) {
    // Requests of a job that was given up fail, and that is no news.
    if (!(error instanceof RequestProblem)) throw error;
    if (!own.ended) notify(error.message, 'bad');
    return false;
  } finally {
    own.end();
    if (crew === own) crew = null;
  }
}

async function work({ clients }: Crew, job: Job, tell: (swept: SweptRun) => void): Promise<void> {
  const runs = runCount(job.plan);
  let given = 0;
  const workOff = async (client: WorkerClient): Promise<void> => {
    await client.request('openSweep', SWEEP, { plan: job.plan, charts: job.charts, lines: job.lines });
    while (given < runs) {
      const place = given++;
      let swept: SweptRun | null = null;
      while (!swept) swept = await client.request('sweepRun', SWEEP, { place, budgetMs: SLICE_MS });
      tell(swept);
      job.take(swept, place);
    }
  };
  await Promise.all(clients.map(workOff));
}
