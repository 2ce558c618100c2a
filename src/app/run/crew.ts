/** Workers apart from the one of the run on screen, for work that takes many runs. */
import { WorkerClient } from './client';

/** A worker looks at its mail after so many milliseconds. */
export const SLICE_MS = 100;

export class Crew {
  readonly clients: WorkerClient[];
  ended = false;

  /** @param onBroken told why, when a worker breaks down before the work is ended */
  constructor(size: number, onBroken: (problem: string) => void) {
    const broken = (problem: string): void => {
      if (!this.ended) onBroken(problem);
      this.end();
    };
    const make = (): WorkerClient => new WorkerClient({ onFrame: () => undefined, onBroken: broken });
    this.clients = Array.from({ length: size }, make);
  }

  /** Only the first worker stays. */
  keepOne(): WorkerClient | undefined {
    const [client, ...others] = this.clients;
    for (const other of others) other.close();
    return client;
  }

  end(): void {
    this.ended = true;
    for (const client of this.clients) client.close();
  }
}

/** One worker a core, less one for the page itself. */
export function crewSize(): number {
  return Math.max(1, navigator.hardwareConcurrency - 1);
}
