/**
 * Code that not every run needs: what looks back, searches, goes on errands and sums up, and the kinds and promises
 * of a scenario. It is loaded when a request first needs it, so that nobody waits for it before.
 */
import type { RequestMessage } from '../protocol/messages';
import { promisesOf } from '../scenario/outcome';
import { loadParts, together } from '../scenario/parts';

/** Code that could not be loaded; the message is for the user, and the run goes on. */
export class NotLoaded extends Error {
  override readonly name = 'NotLoaded';
  constructor(cause: unknown) {
    super('A part of the simulator could not be loaded. Try again, or reload the page.', { cause });
  }
}

/** A module that is loaded when it is first needed. */
class Part<T> {
  private readonly fetch: () => Promise<T>;
  private loaded: T | null = null;

  constructor(fetch: () => Promise<T>) {
    this.fetch = fetch;
  }

  /** Null when it is there. What could not be loaded may be asked for again. */
  load(): Promise<void> | null {
    return this.loaded === null ? this.take() : null;
  }

  private async take(): Promise<void> {
    this.loaded = await this.fetch();
  }

  /** What has been loaded for a request. */
  get code(): T {
    if (this.loaded === null) throw new Error('A request was handled before its part was loaded.');
    return this.loaded;
  }
}

export const PARTS = {
  lookingBack: new Part(() => import('./looking-back')),
  operations: new Part(() => import('./operations')),
  searches: new Part(() => import('./searches')),
  sweeps: new Part(() => import('./sweeps')),
  errands: new Part(() => import('./errands')),
  view: new Part(() => import('../run/view')),
};

/** Waits for code. @throws NotLoaded */
export async function loading<T>(code: Promise<T>): Promise<T> {
  try {
    return await code;
  } catch (error) {
    throw new NotLoaded(error);
  }
}

/** Loads what a request needs, all of it at the same time; null when it is there. */
export function loadFor(message: RequestMessage): Promise<unknown> | null {
  const load = startLoading(message);
  return load && loading(load);
}

function startLoading(message: RequestMessage): Promise<unknown> | null {
  switch (message.type) {
    case 'open':
      return loadParts(message.spec.scenario, message.spec.invariants);
    case 'openSearch': {
      const { scenario, outcome } = message.plan;
      return together(PARTS.searches.load(), loadParts(scenario, promisesOf(outcome)));
    }
    case 'openSweep':
      return together(PARTS.sweeps.load(), loadParts(message.plan.scenario, message.plan.invariants));
    case 'sweepRun':
      return PARTS.sweeps.load();
    case 'searchSeeds':
    case 'shrinkHit':
      return PARTS.searches.load();
    case 'step':
      return message.grain === 'meaningful' && !message.back ? PARTS.errands.load() : null;
    case 'runTo':
    case 'switchBranch':
    case 'editLog':
    case 'setLog':
    case 'diverge':
    case 'divergeFrom':
      return PARTS.errands.load();
    case 'operations':
      return PARTS.operations.load();
    case 'message':
    case 'trace':
    case 'why':
    case 'spaceTime':
    case 'shiviz':
      return PARTS.lookingBack.load();
    case 'summary':
    case 'judge':
      return PARTS.view.load();
    default:
      return null;
  }
}

/** Requests are handled in the order they came: one that waits for its code holds up those behind it. */
export class Line {
  private last: Promise<unknown> | null = null;

  /** When it is the turn of a request that waits for something; null for at once. */
  turn(needed: Promise<unknown> | null): Promise<unknown> | null {
    if (needed === null && this.last === null) return null;
    const turn = Promise.allSettled([needed, this.last]).then(() => needed);
    const over = turn.catch(() => undefined);
    this.last = over;
    void over.then(() => {
      if (this.last === over) this.last = null;
    });
    return turn;
  }
}
