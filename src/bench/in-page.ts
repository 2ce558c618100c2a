/// <reference lib="dom" />
/** What is asked of a page while it runs. Each function is sent to the page as text: it stands alone. */

/** What a page has done since the counts were last put back. */
export interface Doings {
  /** Animation frames that ran something. */
  frames: number;
  /** Messages from the worker, and how many of them were frames to draw. */
  messages: number;
  pictures: number;
  /** Messages in flight, as the last frame of the worker had them. */
  inFlight: number;
  /** Lengths of tasks that took longer than 50 ms, in milliseconds. */
  longTasks: number[];
}

declare global {
  var doings: Doings;
}

/**
 * Counts from the start of the page on. Runs before the page's own script.
 * @param stride how many numbers of a frame are about one message
 */
export function watch(stride: number): void {
  const doings: Doings = { frames: 0, messages: 0, pictures: 0, inFlight: 0, longTasks: [] };
  globalThis.doings = doings;
  const request = requestAnimationFrame.bind(globalThis);
  globalThis.requestAnimationFrame = (callback) =>
    request((ms) => {
      doings.frames++;
      callback(ms);
    });
  globalThis.Worker = class extends Worker {
    constructor(address: string | URL, options?: WorkerOptions) {
      super(address, options);
      this.addEventListener('message', ({ data }: MessageEvent<{ messages?: Float64Array }>) => {
        doings.messages++;
        if (!data.messages) return;
        doings.pictures++;
        doings.inFlight = data.messages.length / stride;
      });
    }
  };
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) doings.longTasks.push(duration);
  }).observe({ type: 'longtask' });
}

/** Lets the page run for so many milliseconds. @returns times from one animation frame to the next */
export function timeFrames(ms: number): Promise<number[]> {
  return new Promise((resolve) => {
    const gaps: number[] = [];
    let first = 0;
    let last = 0;
    const onFrame = (nowMs: number): void => {
      if (last > 0) gaps.push(nowMs - last);
      else first = nowMs;
      last = nowMs;
      if (nowMs - first < ms) requestAnimationFrame(onFrame);
      else resolve(gaps);
    };
    requestAnimationFrame(onFrame);
  });
}

/** What has been done since the last call. */
export function takeDoings(): Doings {
  const taken = { ...globalThis.doings };
  Object.assign(globalThis.doings, { frames: 0, messages: 0, pictures: 0, longTasks: [] });
  return taken;
}
