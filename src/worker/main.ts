/// <reference lib="webworker" />
/** Entry of the worker: ties the host to the mail. */
import type { ToWorker } from '../protocol/messages';
import { loadClaims } from '../labs/claims';
import { Host } from './host';
import { warmUp } from './warm-up';

declare const self: DedicatedWorkerGlobalScope;

/** A message to oneself comes after all mail that is waiting, and without the delay of a timer. */
const channel = new MessageChannel();
const actions: (() => void)[] = [];
channel.port1.onmessage = () => actions.shift()?.();

function later(action: () => void): void {
  actions.push(action);
  channel.port2.postMessage(null);
}

const host = new Host({
  post: (message, transfer) => {
    self.postMessage(message, (transfer ?? []) as ArrayBuffer[]);
  },
  clockMs: () => performance.now(),
  later,
  loadClaims,
});

/** The first request opens something: the engine warms up while the code for it is on its way. */
let warm = false;

self.onmessage = (event: MessageEvent<ToWorker>) => {
  host.receive(event.data);
  if (!warm) later(warmUp);
  warm = true;
};
