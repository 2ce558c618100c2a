/** The threads of a search: each runs this very bundle and tries the seeds it is sent. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { Searcher, type Hit, type SearchPlan } from '../run/search';
import { SeedBook, type Searched, type Seeds } from '../run/seeds';

/** Seeds handed out at once. */
const BLOCK = 64;
/** A thread looks up after so many milliseconds: whether another has found a lower seed in the meantime. */
const SLICE_MS = 50;

/** What a thread does with the seeds it is sent. */
function searchFor(plan: SearchPlan): (seeds: Seeds) => Searched<Hit> {
  const searcher = new Searcher(plan);
  return (seeds) => {
    const untilMs = performance.now() + SLICE_MS;
    return searcher.search(seeds, () => performance.now() < untilMs);
  };
}

/** The life of a thread, as long as it is sent seeds. */
export function serveThread(): void {
  const search = searchFor(workerData as SearchPlan);
  parentPort?.on('message', (seeds: Seeds) => {
    parentPort?.postMessage(search(seeds));
  });
}

/**
 * Searches with so many threads; with one, in this very thread. The result is the same for any number.
 * @param bundle what a thread runs
 */
export async function searchInThreads(
  plan: SearchPlan,
  seeds: Seeds,
  threads: number,
  bundle: URL,
): Promise<SeedBook<Hit>> {
  const book = new SeedBook<Hit>(seeds, BLOCK);
  if (threads === 1) {
    const search = searchFor(plan);
    await book.workThrough((some) => Promise.resolve(search(some)));
    return book;
  }
  const workers = Array.from({ length: threads }, () => new Worker(bundle, { workerData: plan }));
  try {
    await Promise.all(workers.map((worker) => book.workThrough((some) => ask(worker, some))));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return book;
}

function ask(worker: Worker, seeds: Seeds): Promise<Searched<Hit>> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      worker.off('message', done);
      worker.off('error', fail);
    };
    const done = (searched: Searched<Hit>): void => {
      end();
      resolve(searched);
    };
    const fail = (error: unknown): void => {
      end();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    worker.on('message', done);
    worker.on('error', fail);
    worker.postMessage(seeds);
  });
}
