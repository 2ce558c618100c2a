/// <reference lib="webworker" />
/** Entry of the worker: ties the host to the mail. */
import type { ToWorker } from '../protocol/messages';
import { loadClaims } from '../labs/index';
import { Host } from './host';
import { warmUp } from './warm-up';

declare const self: DedicatedWorkerGlobalScope;

const clockMs = (): number => performance.now();

/** A message to oneself comes after all mail that is waiting, and without the delay of a timer. */
const channel = new MessageChannel();
const actions: (() => void)[] = [];
channel.port1.onmessage = () => actions.shift()?.();

const host = new Host({
  post: (message, transfer) => {
    self.postMessage(message, (transfer ?? []) as ArrayBuffer[]);
  },
  clockMs,
  later: (action) => {
    actions.push(action);
    channel.port2.postMessage(null);
  },
  loadClaims,
});

self.onmessage = (event: MessageEvent<ToWorker>) => {
  host.receive(event.data);
};

warmUp(clockMs);
