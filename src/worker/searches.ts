/** Searches in a worker: each is asked for seeds in short slices, so that it can be stopped between any two. */
import type { Answer, RequestMessage, RunId } from '../protocol/messages';
import { Searcher, type Hit } from '../run/search';
import { shrink } from '../run/shrink';

type SearchType = 'openSearch' | 'searchSeeds' | 'shrinkHit';
type SearchMessage = Extract<RequestMessage, { type: SearchType }>;

interface OpenSearch {
  searcher: Searcher;
  shrinking: Generator<Hit, Hit, undefined> | null;
}

export class Searches {
  private readonly clockMs: () => number;
  private readonly open = new Map<RunId, OpenSearch>();

  constructor(clockMs: () => number) {
    this.clockMs = clockMs;
  }

  /** @throws ScenarioProblem when what is looked for makes no sense, Error when the search is not open */
  answer(message: SearchMessage): Answer<SearchType> {
    if (message.type === 'openSearch') {
      this.open.set(message.run, { searcher: new Searcher(message.plan), shrinking: null });
      return null;
    }
    const search = this.open.get(message.run);
    if (!search) throw new Error('That search is not open any more.');
    const untilMs = this.clockMs() + message.budgetMs;
    const goOn = (): boolean => this.clockMs() < untilMs;
    if (message.type === 'searchSeeds') return search.searcher.search(message.seeds, goOn);
    if (message.hit) search.shrinking = shrink(search.searcher, message.hit);
    if (!search.shrinking) throw new Error('There is no hit to shrink.');
    for (;;) {
      const { value: hit, done = false } = search.shrinking.next();
      if (done || !goOn()) return { hit, done };
    }
  }
}
