import { createFailureWindow, type FailureWindow } from './failure-window';
import type { HealthMode } from './machine';
import type { HealthRules } from './rules';

/** The belief in a server: plain data. */
export interface ServerHealth {
  /** What is believed now. */
  mode: HealthMode;
  /** When it came into this mode. */
  sinceUs: number;
  /** The newest probes that all failed, or all passed; one of the two is 0. */
  probesFailed: number;
  probesPassed: number;
  /** The newest requests that all failed, since it came into service. */
  requestsFailed: number;
  /** Requests of the last while, for their failed share. */
  window: FailureWindow;
  /** Ejections in a row that are not forgiven. */
  ejections: number;
  /** When the present or last ejection ends. */
  ejectedUntilUs: number;
  /** When it last came into service. */
  inServiceSinceUs: number;
}

/**
 * A server nothing is known of.
 * @param mode what to believe of it: a newcomer may be taken for healthy, be warmed up, or have to pass its probes
 */
export function createServerHealth(
  nowUs: number,
  mode: 'healthy' | 'warming' | 'unhealthy' = 'healthy',
): ServerHealth {
  return {
    mode,
    sinceUs: nowUs,
    probesFailed: 0,
    probesPassed: 0,
    requestsFailed: 0,
    window: createFailureWindow(),
    ejections: 0,
    ejectedUntilUs: 0,
    inServiceSinceUs: nowUs,
  };
}

/** Whether it may get new requests. */
export function isUsable({ mode }: ServerHealth): boolean {
  return mode === 'healthy' || mode === 'warming';
}

/** The portion of its normal share it may get: 1 when healthy, from the floor up to 1 while warming, otherwise 0. */
export function shareOf(server: ServerHealth, rules: HealthRules, nowUs: number): number {
  if (server.mode === 'healthy') return 1;
  if (server.mode !== 'warming') return 0;
  const passed = nowUs - server.sinceUs;
  if (passed >= rules.slowStartUs) return 1;
  return rules.slowStartFloor + (1 - rules.slowStartFloor) * (passed / rules.slowStartUs);
}

/** Whether it is draining and has finished. */
export function isDrained(server: ServerHealth, requestsInFlight: number): boolean {
  return server.mode === 'draining' && requestsInFlight === 0;
}
