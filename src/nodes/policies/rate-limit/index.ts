/** Keeps a caller to a limit of its own: calls beyond it wait, or are not sent at all. */
import { definePolicy, PASS, REFUSE, type PolicyContext } from '../../../kernel/policy';
import {
  admit,
  createLimiter,
  sameSettings,
  type Limiter,
  type LimiterSettings,
} from '../../../patterns/rate-limiting/index';
import { limiterSettings } from '../../limiter-params';
import { rateLimitParams } from './params';

interface RateLimitState {
  limiter: Limiter;
  settings: LimiterSettings;
  /** Calls that the leaky bucket lets out, and when. */
  turns: Map<number, number>;
}

function init({ params, nowUs }: PolicyContext<typeof rateLimitParams>): RateLimitState {
  const settings = limiterSettings(params);
  return { limiter: createLimiter(settings, nowUs), settings, turns: new Map() };
}

/** Turns kept for calls that may have been given up meanwhile. */
const TURNS_KEPT = 1000;

function forgetMissed(turns: Map<number, number>, nowUs: number): void {
  if (turns.size < TURNS_KEPT) return;
  for (const [call, atUs] of turns) if (atUs < nowUs) turns.delete(call);
}

export const policy = definePolicy({
  id: 'rate-limit',
  title: 'Rate limit',
  params: rateLimitParams,
  init,
  before: ({ nowUs, params }, state, { call }) => {
    if (state.turns.delete(call)) return PASS;
    const { allowed, delayUs, retryAfterUs } = admit(state.limiter, state.settings, nowUs);
    if (!allowed) return params.whenFull === 'wait' ? { do: 'wait', forUs: retryAfterUs } : REFUSE;
    if (delayUs === 0) return PASS;
    forgetMissed(state.turns, nowUs);
    state.turns.set(call, nowUs + delayUs);
    return { do: 'wait', forUs: delayUs };
  },
  onParams: (ctx, state) => {
    const settings = limiterSettings(ctx.params);
    if (sameSettings(settings, state.settings)) return;
    state.limiter = createLimiter(settings, ctx.nowUs);
    state.settings = settings;
  },
  inspect: ({ turns }, { algorithm }) => ({ algorithm, waiting: turns.size }),
});
