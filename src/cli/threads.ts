/** The threads of a search or a sweep: each runs this very bundle and answers what it is asked. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { Searcher, type Hit, type SearchPlan } from '../run/search';
import { SeedBook, type Searched, type Seeds } from '../run/seeds';
import { InOrder, Sweeper, type Spared, type Swept } from '../run/sweep';
import type { SweepPlan } from '../run/sweep-plan';

/** Seeds handed out at once. */
const BLOCK = 64;
/** A thread looks up after so many milliseconds: whether another has found a lower seed in the meantime. */
const SLICE_MS = 50;

/** What a thread is for. */
type Task = { kind: 'search'; plan: SearchPlan } | { kind: 'sweep'; plan: SweepPlan; without: Spared };

/** What a thread does with the seeds it is sent. */
function searchFor(plan: SearchPlan): (seeds: Seeds) => Searched<Hit> {
  const searcher = new Searcher(plan);
  return (seeds) => {
    const untilMs = performance.now() + SLICE_MS;
    return searcher.search(seeds, () => performance.now() < untilMs);
  };
}

function sweepFor(plan: SweepPlan, without: Spared): (run: number) => Swept {
  const sweeper = new Sweeper(plan, without);
  return (run) => sweeper.run(run);
}

/** The life of a thread, as long as it is asked. */
export function serveThread(): void {
  const task = workerData as Task;
  if (task.kind === 'search') {
    const search = searchFor(task.plan);
    serve((seeds) => search(seeds as Seeds));
  } else {
    const sweep = sweepFor(task.plan, task.without);
    serve((run) => sweep(run as number));
  }
}

function serve(answer: (question: unknown) => unknown): void {
  parentPort?.on('message', (question: unknown) => {
    parentPort?.postMessage(answer(question));
  });
}

/**
 * Lets so many threads work on a task; one is this very thread.
 * @param bundle what a thread runs
 * @param start how this thread would answer
 * @param work what is done with each thread, which answers one question after the other
 */
async function withThreads<Q, A>(
  task: Task,
  threads: number,
  bundle: URL,
  start: () => (question: Q) => A,
  work: (ask: (question: Q) => Promise<A>) => Promise<void>,
): Promise<void> {
  if (threads === 1) {
    const answer = start();
    await work((question) => Promise.resolve(answer(question)));
    return;
  }
  const workers = Array.from({ length: threads }, () => new Worker(bundle, { workerData: task }));
  try {
    await Promise.all(workers.map((worker) => work((question) => ask(worker, question) as Promise<A>)));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

function ask(worker: Worker, question: unknown): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      worker.off('message', done);
      worker.off('error', fail);
    };
    const done = (answer: unknown): void => {
      end();
      resolve(answer);
    };
    const fail = (error: unknown): void => {
      end();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    worker.on('message', done);
    worker.on('error', fail);
    worker.postMessage(question);
  });
}

/** Searches with so many threads. The result is the same for any number. */
export async function searchInThreads(
  plan: SearchPlan,
  seeds: Seeds,
  threads: number,
  bundle: URL,
): Promise<SeedBook<Hit>> {
  const book = new SeedBook<Hit>(seeds, BLOCK);
  await withThreads(
    { kind: 'search', plan },
    threads,
    bundle,
    () => searchFor(plan),
    (ask) => book.workThrough(ask),
  );
  return book;
}

/**
 * Makes runs of a sweep with so many threads.
 * @param runs their places in the order of the sweep
 * @param take gets what came of each, in this order for any number of threads
 */
export async function sweepInThreads(
  plan: SweepPlan,
  without: Spared,
  { from, step, count }: Seeds,
  threads: number,
  bundle: URL,
  take: (swept: Swept, run: number) => void,
): Promise<void> {
  const inOrder = new InOrder<Swept>((swept, place) => {
    take(swept, from + place * step);
  });
  let given = 0;
  await withThreads(
    { kind: 'sweep', plan, without },
    Math.max(1, Math.min(threads, count)),
    bundle,
    () => sweepFor(plan, without),
    async (ask) => {
      while (given < count) {
        const place = given++;
        inOrder.note(place, await ask(from + place * step));
      }
    },
  );
}
