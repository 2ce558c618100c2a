/** Users of a client: each has a session, thinks, asks for one thing, and waits for its end before it thinks again. */
import type { Context } from '../kernel/contract';
import { int, real, type ParamsOf } from '../kernel/params';
import { closeOperation, type ClientHistory, type ClientOperation } from './client-history';
import { shapeParam, timeUs } from './distribution-params';

export const sessionParams = {
  sessions: int({
    title: 'Sessions',
    help: 'Users of this client. Each has a session of its own and waits for an answer before it asks again.',
    unit: '',
    min: 0,
    max: 1000,
    default: 2,
    low: 'nobody asks for less than nothing.',
    high: 'more than a thousand sessions cannot be followed.',
  }),
  thinkTimeMs: real({
    title: 'Think time',
    help: 'Mean pause of a session between an answer and the next operation.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 200,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  thinkShape: shapeParam('Think time shape', 'exponential'),
  writeRatio: real({
    title: 'Writes',
    help: 'Share of operations that write.',
    unit: '',
    min: 0,
    max: 1,
    default: 0.5,
    low: 'less than none cannot write.',
    high: 'more than all cannot write.',
  }),
};

export const keysParam = int({
  title: 'Keys',
  help: 'How many different keys are asked for.',
  unit: '',
  min: 1,
  max: 10_000,
  default: 1,
  low: 'an operation is about something.',
  high: 'with more than ten thousand keys no two clients ever meet.',
  logScale: true,
});

/** What any client with sessions can do. */
type SessionContext = Pick<Context, 'id' | 'nowUs' | 'trafficFactor' | 'sample' | 'setTimer'> & {
  readonly params: ParamsOf<typeof sessionParams>;
};

/** Where operations asked for by hand belong: a session of their own that does not think. */
export const BY_HAND = 0;

export interface Session {
  id: string;
  /** Number of its last operation. A repeated attempt keeps the number, so that it takes effect once. */
  serial: number;
  /** Attempts of the present operation. */
  attempts: number;
}

/** What a client keeps of its sessions, by place, beside their history. */
export interface Sessions {
  durable: ClientHistory;
  sessions: Session[];
  /** Sessions that a stop of the traffic holds back. */
  heldBack: number[];
}

/** A session that nobody has had before. */
export function openSession({ durable }: Sessions, client: string): Session {
  return { id: `${client}/${String(++durable.sessionsMade)}`, serial: 0, attempts: 0 };
}

/** What was under way at a crash may or may not have happened: nobody is left who could be told. */
export function closeAll({ durable }: Sessions, nowUs: number): void {
  for (let place = 0; place < durable.open.length; place++) closeOperation(durable, place, 'unknown', nowUs);
}

/** All sessions of a client that starts. */
export function openSessions(ctx: SessionContext, state: Sessions): void {
  state.durable.open = [null];
  state.sessions.push(openSession(state, ctx.id));
  startSessions(ctx, state);
}

/** As many sessions as the knob says; those that are too many stop after their present operation. */
export function startSessions(ctx: SessionContext, state: Sessions): void {
  while (state.sessions.length <= ctx.params.sessions) {
    state.sessions.push(openSession(state, ctx.id));
    state.durable.open.push(null);
    think(ctx, state, state.sessions.length - 1);
  }
}

export function think(ctx: SessionContext, state: Sessions, place: number): void {
  if (place === BY_HAND) return;
  if (isHeldBack(ctx, state, place)) return;
  const { thinkTimeMs, thinkShape } = ctx.params;
  const pauseUs = ctx.sample('think', timeUs(thinkTimeMs / ctx.trafficFactor, thinkShape, 1));
  ctx.setTimer('think', pauseUs, place);
}

/** Whether a session has to stop here: there is no traffic, or there are too many sessions. */
export function isHeldBack(ctx: SessionContext, { heldBack }: Sessions, place: number): boolean {
  if (ctx.trafficFactor !== 0 && place <= ctx.params.sessions) return false;
  heldBack.push(place);
  return true;
}

/** A knob moved, or the traffic goes on. */
export function resumeSessions(ctx: SessionContext, state: Sessions): void {
  startSessions(ctx, state);
  if (ctx.trafficFactor > 0) for (const place of state.heldBack.splice(0)) think(ctx, state, place);
}

/** A session asks for something new: the value it writes is the number of the request, so no two are the same. */
export function beginOperation(
  { nowUs }: SessionContext,
  { sessions, durable }: Sessions,
  place: number,
  request: number,
  operation: ClientOperation,
): void {
  const session = sessions[place];
  session.serial++;
  session.attempts = 0;
  const { id, serial } = session;
  durable.open[place] = { $shared: true, session: id, serial, operation, invokedUs: nowUs, request };
}

/** An action that asks for one operation now, in a session of its own. */
export function byHand<C, S extends Sessions>(
  begin: (ctx: C, state: S, place: number, arg: string) => void,
  title: string,
  help: string,
) {
  return {
    title,
    help,
    refuse: (state: S) =>
      state.durable.open[BY_HAND] === null ? null : 'The last operation asked for by hand has no answer yet.',
    run: (ctx: C, state: S, arg: string) => {
      begin(ctx, state, BY_HAND, arg);
      return null;
    },
  };
}
