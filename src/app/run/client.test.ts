import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame, FromWorker, ToWorker } from '../../protocol/messages';
import { WorkerClient } from './client';

/** A worker that says what the test lets it say. */
class FakeWorker {
  static made: FakeWorker[] = [];
  readonly got: ToWorker[] = [];
  ended = false;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault: () => void }) => void) | null = null;

  constructor() {
    FakeWorker.made.push(this);
  }

  postMessage(message: ToWorker): void {
    this.got.push(message);
  }

  terminate(): void {
    this.ended = true;
  }

  says(message: FromWorker): void {
    this.onmessage?.({ data: message });
  }

  answers(request: number, value: unknown): void {
    this.says({ type: 'answer', request, ok: true, value });
  }

  refuses(request: number, problem: string, fatal = false): void {
    this.says({ type: 'answer', request, ok: false, problem, fatal });
  }
}

const frame = { type: 'frame', run: 1 } as Frame;

function clientWithWorker() {
  const events = { onFrame: vi.fn(), onBroken: vi.fn() };
  const client = new WorkerClient(events);
  const worker = FakeWorker.made.at(-1);
  if (!worker) throw new Error('The client has made no worker.');
  return { client, worker, ...events };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', FakeWorker);
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a request', () => {
  it('goes out with a number of its own and the run it is about', () => {
    const { client, worker } = clientWithWorker();
    void client.request('inspect', 1, { node: 's1' });
    void client.request('inspect', 2, { node: 's2' });
    expect(worker.got).toEqual([
      { type: 'inspect', request: 1, run: 1, node: 's1' },
      { type: 'inspect', request: 2, run: 2, node: 's2' },
    ]);
  });

  it('has its own answer, in whatever order they come', async () => {
    const { client, worker } = clientWithWorker();
    const [one, two] = [client.request('summary', 1, {}), client.request('summary', 1, {})];
    worker.answers(2, 'second');
    worker.answers(1, 'first');
    expect(await Promise.all([one, two])).toEqual(['first', 'second']);
  });

  it('that is refused fails with the worker’s sentence, and the worker stays', async () => {
    const { client, worker, onBroken } = clientWithWorker();
    const asked = client.request('inspect', 1, { node: 'nobody' });
    worker.refuses(1, 'There is no node called nobody.');
    await expect(asked).rejects.toMatchObject({ message: 'There is no node called nobody.', fatal: false });
    expect(worker.ended).toBe(false);
    expect(onBroken).not.toHaveBeenCalled();
  });

  it('is not disturbed by an answer to one that nobody asked', async () => {
    const { client, worker } = clientWithWorker();
    const asked = client.request('summary', 1, {});
    worker.answers(99, 'stray');
    worker.answers(1, 'mine');
    expect(await asked).toBe('mine');
  });
});

describe('ticks', () => {
  it('are out until a frame comes', () => {
    const { client, worker, onFrame } = clientWithWorker();
    vi.advanceTimersByTime(5);
    expect(client.ticking).toBe(false);
    client.tick(1, 16, 2);
    expect(worker.got).toEqual([{ type: 'tick', run: 1, elapsedMs: 16, speed: 2 }]);
    expect(client.ticking).toBe(true);
    worker.says(frame);
    expect(client.ticking).toBe(false);
    expect(onFrame).toHaveBeenCalledWith(frame);
  });
});

describe('a worker is broken', () => {
  it('when a request breaks its run: that request and all others fail, once', async () => {
    const { client, worker, onBroken } = clientWithWorker();
    const [step, look] = [
      client.request('step', 1, { grain: 'event', back: false, focus: null }),
      client.request('summary', 1, {}),
    ];
    worker.refuses(1, 'A node went mad.', true);
    await expect(step).rejects.toMatchObject({ message: 'A node went mad.', fatal: true });
    await expect(look).rejects.toMatchObject({ message: 'The worker has been replaced.', fatal: false });
    expect(onBroken).toHaveBeenCalledExactlyOnceWith('A node went mad.');
    expect(worker.ended).toBe(true);
  });

  it('when a run fails at a tick', () => {
    const { worker, onBroken } = clientWithWorker();
    worker.says({ type: 'failed', run: 1, problem: 'A node went mad.' });
    expect(onBroken).toHaveBeenCalledExactlyOnceWith('A node went mad.');
    expect(worker.ended).toBe(true);
  });

  it('when it throws', async () => {
    const { client, worker, onBroken } = clientWithWorker();
    const asked = client.request('summary', 1, {});
    const preventDefault = vi.fn();
    worker.onerror?.({ message: 'boom', preventDefault });
    worker.onerror?.({ message: 'boom again', preventDefault });
    await expect(asked).rejects.toThrow('replaced');
    expect(onBroken).toHaveBeenCalledExactlyOnceWith('boom');
    expect(preventDefault).toHaveBeenCalled();
  });

  it('when it cannot even be started', () => {
    const { worker, onBroken } = clientWithWorker();
    worker.onerror?.({ message: '', preventDefault: () => undefined });
    expect(onBroken).toHaveBeenCalledWith('The worker could not be started.');
  });

  it('and takes no more requests then', async () => {
    const { client, worker } = clientWithWorker();
    worker.says({ type: 'failed', run: 1, problem: 'A node went mad.' });
    await expect(client.request('summary', 1, {})).rejects.toThrow('replaced');
    expect(worker.got).toEqual([]);
  });
});

describe('the watch', () => {
  const HANGS = 'The worker did not answer any more.';

  it('finds a worker that owes an answer for more than eight seconds', async () => {
    const { client, worker, onBroken } = clientWithWorker();
    const asked = client.request('summary', 1, {});
    vi.advanceTimersByTime(8_000);
    expect(onBroken).not.toHaveBeenCalled();
    vi.advanceTimersByTime(2_000);
    expect(onBroken).toHaveBeenCalledExactlyOnceWith(HANGS);
    expect(worker.ended).toBe(true);
    await expect(asked).rejects.toThrow('replaced');
  });

  it('finds one that owes a frame', () => {
    const { client, onBroken } = clientWithWorker();
    vi.advanceTimersByTime(100);
    client.tick(1, 16, 1);
    vi.advanceTimersByTime(10_000);
    expect(onBroken).toHaveBeenCalledExactlyOnceWith(HANGS);
  });

  it('finds one that owes a frame although it is asked again and again', () => {
    const { client, onBroken } = clientWithWorker();
    for (let i = 0; i < 25; i++) {
      vi.advanceTimersByTime(400);
      client.tick(1, 400, 1);
    }
    expect(onBroken).toHaveBeenCalledExactlyOnceWith(HANGS);
  });

  it('lets one be that owes nothing', async () => {
    const { client, worker, onBroken } = clientWithWorker();
    const asked = client.request('summary', 1, {});
    vi.advanceTimersByTime(7_000);
    worker.answers(1, null);
    await asked;
    client.tick(1, 16, 1);
    worker.says(frame);
    vi.advanceTimersByTime(60_000);
    expect(onBroken).not.toHaveBeenCalled();
  });

  it('lets one be that is busy with something long but gives signs of life', () => {
    const { client, worker, onBroken } = clientWithWorker();
    client.request('runUntil', 1, { us: 1e12 }).catch(() => undefined);
    for (let second = 0; second < 60; second++) {
      vi.advanceTimersByTime(1_000);
      worker.says(frame);
    }
    expect(onBroken).not.toHaveBeenCalled();
    vi.advanceTimersByTime(10_000);
    expect(onBroken).toHaveBeenCalledOnce();
  });

  it('does not take a worker for dead when it was the page that slept', () => {
    const { client, onBroken } = clientWithWorker();
    vi.advanceTimersByTime(100);
    client.request('summary', 1, {}).catch(() => undefined);
    client.tick(1, 16, 1);
    // Timers of a page that sleeps do not fire: the clock goes on, and one comes late.
    const now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now + 60_000);
    vi.advanceTimersByTime(1_000);
    expect(onBroken).not.toHaveBeenCalled();
    for (let second = 1; second < 12; second++) {
      clock.mockImplementation(() => now + 60_000 + second * 1_000);
      vi.advanceTimersByTime(1_000);
      expect(onBroken).toHaveBeenCalledTimes(second > 8 ? 1 : 0);
    }
  });

  it('ends with the client', () => {
    const { client, worker, onBroken } = clientWithWorker();
    client.request('summary', 1, {}).catch(() => undefined);
    client.close();
    expect(worker.ended).toBe(true);
    vi.advanceTimersByTime(60_000);
    expect(onBroken).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(0);
  });
});
