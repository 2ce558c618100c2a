/** The page's end of the worker: requests with answers, ticks, frames, and a watch over a worker that hangs. */
import type {
  Answer,
  Frame,
  FromWorker,
  RequestMessage,
  Requests,
  RequestType,
  RunId,
  ToWorker,
} from '../../protocol/messages';

/** A request the worker refused, with its sentence. */
export class RequestProblem extends Error {
  override readonly name = 'RequestProblem';
  /** The run itself is broken. */
  readonly fatal: boolean;
  constructor(message: string, fatal: boolean) {
    super(message);
    this.fatal = fatal;
  }
}

export interface ClientEvents {
  onFrame: (frame: Frame) => void;
  /** The worker is of no more use: it threw, or does not answer. Its requests have failed. */
  onBroken: (problem: string) => void;
}

interface Waiting {
  resolve: (value: never) => void;
  reject: (problem: RequestProblem) => void;
  sinceMs: number;
}

/** A worker that owes an answer and says nothing for so long hangs. */
const HANGS_AFTER_MS = 8_000;
const LOOK_EVERY_MS = 1_000;

export class WorkerClient {
  private readonly worker: Worker;
  private readonly events: ClientEvents;
  private readonly waiting = new Map<number, Waiting>();
  private readonly watch: ReturnType<typeof setInterval>;
  private requests = 0;
  private tickSinceMs = 0;
  private ticked: RunId = 0;
  private heardAtMs = 0;
  private lookedAtMs = performance.now();
  private broken = false;

  constructor(events: ClientEvents) {
    this.events = events;
    this.worker = new Worker(new URL('../../worker/main.ts', import.meta.url), { type: 'module' });
    this.worker.onmessage = (event: MessageEvent<FromWorker>) => {
      this.receive(event.data);
    };
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.breakDown(event.message === '' ? 'The worker could not be started.' : event.message);
    };
    this.watch = setInterval(() => {
      this.look();
    }, LOOK_EVERY_MS);
  }

  /** Whether a tick is out that no frame has answered yet. */
  get ticking(): boolean {
    return this.tickSinceMs > 0;
  }

  request<T extends RequestType>(type: T, run: RunId, ask: Requests[T]['ask']): Promise<Answer<T>> {
    const request = ++this.requests;
    return new Promise<Answer<T>>((resolve, reject) => {
      if (this.broken) {
        reject(new RequestProblem('The worker has been replaced.', false));
        return;
      }
      this.waiting.set(request, { resolve, reject, sinceMs: performance.now() });
      this.post({ type, request, run, ...ask } as RequestMessage);
    });
  }

  tick(run: RunId, elapsedMs: number, speed: number, adaptive?: boolean): void {
    // A tick sent again, since no frame has come, does not make a worker that hangs look alive.
    if (!this.ticking) this.tickSinceMs = performance.now();
    this.ticked = run;
    this.post({ type: 'tick', run, elapsedMs, speed, adaptive });
  }

  /** Takes a run that is not on screen to where the one on screen stands. */
  follow(run: RunId, us: number, speed: number): void {
    if (!this.broken) this.post({ type: 'follow', run, us, speed });
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  private receive(message: FromWorker): void {
    this.heardAtMs = performance.now();
    if (message.type === 'frame') {
      if (message.run === this.ticked) this.tickSinceMs = 0;
      this.events.onFrame(message);
    } else if (message.type === 'failed') this.breakDown(message.problem);
    else if (message.type === 'answer') {
      const waiting = this.waiting.get(message.request);
      this.waiting.delete(message.request);
      if (message.ok) waiting?.resolve(message.value as never);
      else {
        waiting?.reject(new RequestProblem(message.problem, message.fatal));
        if (message.fatal) this.breakDown(message.problem);
      }
    }
  }

  /** A page that was asleep itself must not take its worker for dead. */
  private look(): void {
    const nowMs = performance.now();
    const slept = nowMs - this.lookedAtMs > 2 * LOOK_EVERY_MS;
    this.lookedAtMs = nowMs;
    if (slept) {
      if (this.tickSinceMs > 0) this.tickSinceMs = nowMs;
      for (const waiting of this.waiting.values()) waiting.sinceMs = nowMs;
      return;
    }
    const since = Math.min(
      this.tickSinceMs > 0 ? this.tickSinceMs : Infinity,
      ...[...this.waiting.values()].map((waiting) => waiting.sinceMs),
    );
    // A worker that is heard of is busy with something long, such as running on to a far moment.
    if (nowMs - Math.max(since, this.heardAtMs) > HANGS_AFTER_MS)
      this.breakDown('The worker did not answer any more.');
  }

  private breakDown(problem: string): void {
    if (this.broken) return;
    this.close();
    this.events.onBroken(problem);
  }

  /** Ends the worker; requests without an answer fail. */
  close(): void {
    this.broken = true;
    clearInterval(this.watch);
    this.worker.terminate();
    for (const waiting of this.waiting.values()) {
      waiting.reject(new RequestProblem('The worker has been replaced.', false));
    }
    this.waiting.clear();
  }
}
