/** Holds requests back by itself while few of them are answered well. */
import { isGood } from '../../../kernel/message';
import { definePolicy, PASS, REFUSE, type PolicyContext } from '../../../kernel/policy';
import { US_PER_S } from '../../../kernel/time';
import {
  countAccept,
  countRequest,
  createThrottle,
  holdBackRatio,
  type Throttle,
} from '../../../patterns/retrying/index';
import { throttleParams } from './params';

interface ThrottlePolicyState {
  throttle: Throttle;
  windowSec: number;
  heldBack: number;
}

function init({ params: { windowSec }, nowUs }: PolicyContext<typeof throttleParams>): ThrottlePolicyState {
  return { throttle: createThrottle(windowSec * US_PER_S, nowUs), windowSec, heldBack: 0 };
}

export const policy = definePolicy({
  id: 'throttle',
  title: 'Client throttling',
  params: throttleParams,
  init,
  before: (ctx, state) => {
    const ratio = holdBackRatio(state.throttle, ctx.params.ratio);
    countRequest(state.throttle, ctx.nowUs);
    if (ratio === 0 || ctx.uniform() >= ratio) return PASS;
    state.heldBack++;
    return REFUSE;
  },
  after: (ctx, { throttle }, _attempt, status) => {
    if (isGood(status)) countAccept(throttle, ctx.nowUs);
    return null;
  },
  onParams: (ctx, state) => {
    if (ctx.params.windowSec !== state.windowSec) Object.assign(state, init(ctx));
  },
  inspect: ({ throttle: { requests, accepts }, heldBack }) => ({ requests, accepts, heldBack }),
});
