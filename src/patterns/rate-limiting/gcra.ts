/**
 * The generic cell rate algorithm: one number, the time at which the next request would be due if all came evenly.
 * Who comes earlier than that by more than a tolerance is refused. It admits what a token bucket admits.
 */
import { sharesTakeUs, type LimiterSettings } from './settings';

export interface Gcra {
  algorithm: 'gcra';
  /** When the next request is due (*theoretical arrival time*), in shares: `limit` of them are a microsecond. */
  due: number;
}

/** The first request is due now. */
export function createGcra({ limit }: LimiterSettings, nowUs: number): Gcra {
  return { algorithm: 'gcra', due: nowUs * limit };
}

/** [RL15] The next request is due one interval after this one, or after it was due. */
export function takeTurn(state: Gcra, { limit, periodUs }: LimiterSettings, nowUs: number): void {
  state.due = Math.max(state.due, nowUs * limit) + periodUs;
}

/** [RL16] How long until the next request is early by no more than the tolerance of `burst − 1` intervals. */
export function turnWaitUs(state: Gcra, settings: LimiterSettings, nowUs: number): number {
  const { limit, periodUs, burst } = settings;
  return sharesTakeUs(state.due - (burst - 1) * periodUs - nowUs * limit, settings);
}

/** Requests that would be let in now. */
export function turnsLeft(state: Gcra, { limit, periodUs, burst }: LimiterSettings, nowUs: number): number {
  const early = Math.max(0, state.due - nowUs * limit);
  return Math.max(0, Math.floor((burst * periodUs - early) / periodUs));
}

/** How long until a whole burst would be let in. */
export function gcraResetUs(state: Gcra, settings: LimiterSettings, nowUs: number): number {
  return sharesTakeUs(state.due - nowUs * settings.limit, settings);
}
