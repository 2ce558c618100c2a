/**
 * A circuit breaker around the calls of a node. What the caller gives up itself (`cancelled`) says nothing of the
 * callee; every other end that is not good counts as a failure.
 */
import { isGood } from '../../../kernel/message';
import { definePolicy, REFUSE, type PolicyContext } from '../../../kernel/policy';
import { NO_EVENT, type EventHandle } from '../../../kernel/queue';
import {
  admitCall,
  breakerChart,
  changeSettings,
  countResult,
  createBreaker,
  disable,
  endOpenTime,
  forceOpen,
  forgetCall,
  openTimeLeftUs,
  reset,
  viewBreaker,
  type Breaker,
  type BreakerMode,
} from '../../../patterns/circuit-breaker/index';
import type { Change } from '../../../patterns/machine/index';
import { breakerParams, breakerSettings } from './params';

type BreakerContext = PolicyContext<typeof breakerParams>;

/** State of the policy in the caller. */
export interface BreakerPolicyState {
  breaker: Breaker;
  /** Ends the open time, where a timer does that; `NO_EVENT` otherwise. */
  openTimer: EventHandle;
}

const OPEN_TIME = 'openTime';

/** Shows what the machine did. A change of mode may need a timer, or make one needless. */
function show(ctx: BreakerContext, state: BreakerPolicyState, change: Change | null): void {
  if (change === null) return;
  ctx.changeMode(change);
  if (change.from !== change.to) setOpenTimer(ctx, state);
}

function setOpenTimer(ctx: BreakerContext, state: BreakerPolicyState): void {
  ctx.cancelTimer(state.openTimer);
  const leftUs = openTimeLeftUs(state.breaker, ctx.nowUs);
  state.openTimer = leftUs === null ? NO_EVENT : ctx.setTimer(OPEN_TIME, leftUs);
}

/** An action of the hand. Only one that leads to the present mode changes nothing. */
function byHand(title: string, help: string, act: typeof forceOpen) {
  return {
    title,
    help,
    run: (ctx: BreakerContext, state: BreakerPolicyState): string | null => {
      const change = act(state.breaker, ctx.nowUs);
      show(ctx, state, change);
      return change === null ? `The circuit breaker is ${titleOf(state.breaker.mode)} already.` : null;
    },
  };
}

function titleOf(mode: BreakerMode): string {
  return breakerChart.modes.find(({ id }) => id === mode)?.title.toLowerCase() ?? mode;
}

export const policy = definePolicy({
  id: 'circuit-breaker',
  title: 'Circuit breaker',
  params: breakerParams,
  init: (ctx): BreakerPolicyState => ({
    breaker: createBreaker(breakerSettings(ctx.params), ctx.nowUs),
    openTimer: NO_EVENT,
  }),
  before: (ctx, state) => {
    const { letThrough, change } = admitCall(state.breaker, ctx.nowUs);
    show(ctx, state, change);
    return letThrough ? { do: 'pass', memo: state.breaker.generation } : REFUSE;
  },
  after: (ctx, state, attempt, status) => {
    const { breaker } = state;
    if (status === 'cancelled') {
      forgetCall(breaker, attempt.memo);
      return null;
    }
    const tookUs = ctx.nowUs - attempt.attemptAtUs;
    const { ignored, change } = countResult(breaker, attempt.memo, !isGood(status), tookUs, ctx.nowUs);
    if (ignored) ctx.log(`call ${String(attempt.call)} does not count: sent before the change of mode`);
    show(ctx, state, change);
    return null;
  },
  onTimer: (ctx, state) => {
    show(ctx, state, endOpenTime(state.breaker, ctx.nowUs));
  },
  onParams: (ctx, state) => {
    if (changeSettings(state.breaker, breakerSettings(ctx.params), ctx.nowUs)) setOpenTimer(ctx, state);
  },
  actions: {
    forceOpen: byHand('Force open', 'Refuses every call until it is reset.', forceOpen),
    disable: byHand('Disable', 'Lets every call through until it is reset.', disable),
    reset: byHand('Reset', 'Closes the breaker and forgets its window.', reset),
  },
  machine: ({ breaker }) => ({
    id: 'circuit-breaker',
    title: 'Circuit breaker',
    chart: breakerChart,
    mode: breaker.mode,
    sinceUs: breaker.sinceUs,
    last: null,
  }),
  inspect: ({ breaker }) => ({ ...viewBreaker(breaker) }),
});
