import type { FromWorker, ToWorker } from '../../../protocol/messages';
import { Host } from '../../../worker/host';
import '../../../worker/testing/parts';

/** A worker with a real host in it. What it says takes a turn to arrive. */
export class HostWorker {
  static made: HostWorker[] = [];
  readonly got: ToWorker['type'][] = [];
  ended = false;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault: () => void }) => void) | null = null;
  private readonly host: Host;

  constructor() {
    HostWorker.made.push(this);
    this.host = new Host({
      post: (message) => {
        const data = structuredClone(message);
        setTimeout(() => {
          if (!this.ended) this.onmessage?.({ data });
        });
      },
      clockMs: () => performance.now(),
      later: (action) => setTimeout(action),
      loadClaims: () => Promise.resolve({}),
    });
  }

  postMessage(message: ToWorker): void {
    this.got.push(message.type);
    const arrived = structuredClone(message);
    setTimeout(() => {
      if (!this.ended) this.host.receive(arrived);
    });
  }

  terminate(): void {
    this.ended = true;
  }
}
