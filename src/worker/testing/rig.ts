/** A host for tests: a clock that goes on by so much at every look, and mail that is looked at when the test says. */
import type { Answer, Frame, FromWorker, RequestType, Requests } from '../../protocol/messages';
import { createLog } from '../../run/log';
import type { RunSpec } from '../../run/session';
import { chain } from '../../run/testing/sessions';
import type { Claims } from '../../scenario/types';
import { Host } from '../host';
import './parts';

/** A run of the chain, three machines in a row. */
export function chainSpec(change: Partial<RunSpec> = {}): RunSpec {
  return { scenario: chain, knobs: {}, seed: 3, invariants: [], log: createLog(), ...change };
}

type AnswerMessage = FromWorker & { type: 'answer' };

export class Rig {
  readonly posted: FromWorker[] = [];
  readonly transferred: (ArrayBufferLike[] | undefined)[] = [];
  readonly host: Host;
  /** Real milliseconds that pass at every look at the clock: a slow machine when it is much. */
  lookMs = 0;
  nowMs = 0;
  private readonly waiting: (() => void)[] = [];
  private requests = 0;

  constructor(loadClaims: (lab: string) => Promise<Claims> = () => Promise.resolve({})) {
    this.host = new Host({
      post: (message, transfer) => {
        this.posted.push(message);
        this.transferred.push(transfer);
      },
      clockMs: () => (this.nowMs += this.lookMs),
      later: (action) => this.waiting.push(action),
      loadClaims,
    });
  }

  get frames(): Frame[] {
    return this.posted.filter((message) => message.type === 'frame');
  }

  get lastFrame(): Frame {
    const frame = this.frames.at(-1);
    if (!frame) throw new Error('There has been no frame.');
    return frame;
  }

  /** Whether the host has asked to be called back. */
  get busy(): boolean {
    return this.waiting.length > 0;
  }

  /** Calls the host back once. */
  goOn(): void {
    this.waiting.shift()?.();
  }

  /** Lets real time pass for a run, and the host do all it wants to. */
  tick(elapsedMs: number, speed: number, run = 1): void {
    this.send(elapsedMs, speed, run);
    while (this.busy) this.goOn();
  }

  /** Lets real time pass without calling the host back. */
  send(elapsedMs: number, speed: number, run = 1): void {
    this.host.receive({ type: 'tick', run, elapsedMs, speed });
  }

  /** The answer to a request, good or bad; the host is called back until there is one. */
  async reply(message: object, run = 1): Promise<AnswerMessage> {
    const request = ++this.requests;
    this.host.receive({ ...message, run, request } as Parameters<Host['receive']>[0]);
    for (;;) {
      const found = await this.answerTo(request);
      if (found) return found;
      if (!this.busy) throw new Error('The host owes an answer and does nothing.');
      this.goOn();
    }
  }

  /** The answer to a request; throws when it was refused. */
  async ask<T extends RequestType>(type: T, ask: Requests[T]['ask'], run = 1): Promise<Answer<T>> {
    const answer = await this.reply({ type, ...ask }, run);
    if (!answer.ok) throw new Error(answer.problem);
    return answer.value as Answer<T>;
  }

  /** Looks for an answer without calling the host back; promises that are kept may be waited for. */
  async answerTo(request: number): Promise<AnswerMessage | undefined> {
    for (let i = 0; i < 8; i++) await Promise.resolve();
    return this.posted.find((one): one is AnswerMessage => one.type === 'answer' && one.request === request);
  }
}

/** A rig with one open run. */
export async function rigWithRun(spec: RunSpec = chainSpec()): Promise<Rig> {
  const rig = new Rig();
  await rig.ask('open', { lab: 'none', spec, at: null });
  return rig;
}
