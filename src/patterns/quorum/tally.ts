/** Answers to one request of a coordinator, counted. */
export interface Tally {
  /** Good answers that decide it. */
  needed: number;
  /** Who was asked and has not answered. */
  waiting: number;
  good: number;
  /** More may still be asked, so that it cannot fail yet. */
  asking: boolean;
  decided: boolean;
}

/** What an answer, or its absence, means for the request. */
export type Standing = 'open' | 'reached' | 'failed';

export function createTally(needed: number): Tally {
  return { needed, waiting: 0, good: 0, asking: true, decided: false };
}

/** Somebody is asked. */
export function noteAsked(tally: Tally): void {
  tally.waiting++;
}

/** A good answer for which nobody had to be asked: the coordinator's own. `decide` says what it means. */
export function noteOwn(tally: Tally): void {
  tally.good++;
}

/** Somebody who was asked has answered, or will not. @returns `open` as well once it is decided [QS10] */
export function noteAnswer(tally: Tally, isGood: boolean): Standing {
  tally.waiting--;
  if (isGood) tally.good++;
  return decide(tally);
}

/** All have been asked. @returns what that means: with too few of them it has failed */
export function noteAllAsked(tally: Tally): Standing {
  tally.asking = false;
  return decide(tally);
}

/** Whether it can be decided as things stand. */
export function decide(tally: Tally): Standing {
  if (tally.decided) return 'open';
  if (tally.good >= tally.needed) {
    tally.decided = true;
    return 'reached';
  }
  if (tally.asking || tally.good + tally.waiting >= tally.needed) return 'open';
  tally.decided = true;
  return 'failed';
}
