/** Asks for source code in colour. */
import type { CodeLine } from './highlight-worker';

let worker: Worker | null = null;
let requests = 0;
const waiting = new Map<number, (lines: readonly CodeLine[]) => void>();

function start(): Worker {
  const started = new Worker(new URL('./highlight-worker.ts', import.meta.url), { type: 'module' });
  started.onmessage = (event: MessageEvent<{ request: number; lines: readonly CodeLine[] }>) => {
    waiting.get(event.data.request)?.(event.data.lines);
    waiting.delete(event.data.request);
  };
  return started;
}

/** Lines of TypeScript in coloured pieces. Never settles when they cannot be had: plain text then stays. */
export function highlight(source: string): Promise<readonly CodeLine[]> {
  worker ??= start();
  const request = ++requests;
  const lines = new Promise<readonly CodeLine[]>((resolve) => {
    waiting.set(request, resolve);
  });
  worker.postMessage({ request, source });
  return lines;
}
