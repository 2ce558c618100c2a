/** *Find me trouble*: workers in the background look for an outcome, and the page goes to where it comes. */
import { create } from 'zustand';
import type { Hit, RunId, SearchPlan } from '../../protocol/messages';
import { createLog } from '../../run/log';
import { SeedBook, shardOf } from '../../run/seeds';
import { foundSentence, notFoundSentence, untilUsOf, type Outcome } from '../../scenario/outcome';
import { RequestProblem, type WorkerClient } from './client';
import { Crew, crewSize, SLICE_MS } from './crew';
import { controller } from './controller';
import { knobsNow, notify, useLab, type RunPlace } from './store';

/** What the user wants to have found, and how far to look. */
export interface Wish {
  outcome: Outcome;
  /** The seed to begin with, and how many are tried at most. */
  from: number;
  runs: number;
  maxFaults: number;
  healed: boolean;
}

interface TroubleState {
  stage: 'idle' | 'searching' | 'shrinking';
  /** Runs made so far, and at most. */
  runs: number;
  most: number;
  says: Finding | null;
}

/** What came of the last search in a lab. */
export interface Finding {
  labId: string;
  /** Id of the outcome looked for, and the first seed that has not been tried. */
  outcome: string;
  next: number;
  /** It in one line. */
  text: string;
  /** The run before, as long as one is not back in it. */
  before: RunPlace | null;
}

export const useTrouble = create<TroubleState>(() => ({ stage: 'idle', runs: 0, most: 0, says: null }));

/** Seeds handed to a worker at once. */
const BLOCK = 64;
/** The one search a worker has open. */
const SEARCH: RunId = 1;
/** The user is set down so long before the outcome, and the run is known so long after it. */
const BEFORE_US = 1_000_000;
const AFTER_US = 500_000;

async function search({ clients }: Crew, plan: SearchPlan, book: SeedBook<Hit>): Promise<void> {
  const workOff = async (client: WorkerClient): Promise<void> => {
    await client.request('openSearch', SEARCH, { plan });
    await book.workThrough(async (seeds) => {
      const searched = await client.request('searchSeeds', SEARCH, { seeds, budgetMs: SLICE_MS });
      useTrouble.setState({ runs: book.runs + searched.tried });
      return searched;
    });
  };
  await Promise.all(clients.map(workOff));
}

/** Leaves away what the outcome does not need; one worker is enough for it. */
async function shrink(own: Crew, found: Hit): Promise<Hit> {
  const client = own.keepOne();
  if (!client) return found;
  let asked: Hit | null = found;
  for (;;) {
    const { hit, done } = await client.request('shrinkHit', SEARCH, { hit: asked, budgetMs: SLICE_MS });
    if (done) return hit;
    asked = null;
  }
}

let crew: Crew | null = null;

/** Ends the search under way, if there is one. */
export function stopSearch(): void {
  crew?.end();
  crew = null;
  useTrouble.setState({ stage: 'idle' });
}

/**
 * Looks for an outcome with the knobs as they are now, and goes to a second before it.
 * @returns whether it was found and is on screen
 */
export async function findTrouble({ outcome, from, runs, maxFaults, healed }: Wish): Promise<boolean> {
  stopSearch();
  const state = useLab.getState();
  const { spec, labId } = state;
  if (!spec) return false;
  const { scenario } = spec;
  const untilUs = untilUsOf(outcome);
  const plan: SearchPlan = { scenario, knobs: knobsNow(state), outcome, untilUs, maxFaults, healed };
  const book = new SeedBook<Hit>(shardOf(from, from + runs - 1, 1, 1), BLOCK);
  const own = new Crew(crewSize(), (problem) => {
    notify(`The search stopped: ${problem}`, 'bad');
  });
  crew = own;
  useTrouble.setState({ stage: 'searching', runs: 0, most: runs, says: null });
  try {
    await search(own, plan, book);
    const finding = { labId, outcome: outcome.id, next: from + book.tried, before: null };
    if (!book.hit) {
      say({ ...finding, text: notFoundSentence(outcome, book.tried) });
      return false;
    }
    useTrouble.setState({ stage: 'shrinking' });
    const hit = await shrink(own, book.hit);
    const found = { ...finding, text: foundSentence(outcome, hit, book.tried) };
    say(found);
    return useLab.getState().labId === labId && (await goTo(plan, hit, found));
  } catch (error) {
    // Requests of a search that was stopped fail, and that is no news.
    if (!(error instanceof RequestProblem)) throw error;
    if (!own.ended) notify(error.message, 'bad');
    return false;
  } finally {
    own.end();
    if (crew === own) stopSearch();
  }
}

function say(finding: Finding): void {
  useTrouble.setState({ says: finding });
}

/** Opens the run of a hit, paused a second before the outcome. The run before can be had back. */
async function goTo({ knobs }: SearchPlan, { seed, atUs, inputs }: Hit, finding: Finding): Promise<boolean> {
  const { spec, trial, aside } = useLab.getState();
  if (!spec) return false;
  const before = trial ? aside : controller.place();
  const opened = await controller.open({
    spec: { ...spec, knobs, seed, log: createLog(inputs) },
    at: { branch: 'b0', us: atUs + AFTER_US, events: Number.MAX_SAFE_INTEGER },
    playing: false,
  });
  if (!opened) return false;
  if (trial?.beside) controller.closeBeside(trial.beside.run);
  useLab.setState({ trial: null, aside: null });
  say({ ...finding, before });
  await controller.seek(atUs - BEFORE_US);
  notify(finding.text, 'calm', { title: 'Back to my run', run: () => void backToMyRun() });
  return true;
}

/** Back to the run from which the last search started. */
export async function backToMyRun(): Promise<void> {
  const { says } = useTrouble.getState();
  if (!says?.before) return;
  const { spec, position, speed } = says.before;
  say({ ...says, before: null });
  if (await controller.open({ spec, at: position, playing: false })) controller.setSpeed(speed);
}
