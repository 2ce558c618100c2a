/** Servers and rules for the tests of health. */
import {
  createServerHealth,
  drain,
  probeEnded,
  requestEnded,
  type HealthMode,
  type HealthRules,
  type ServerHealth,
} from '../index';

export const SECOND = 1_000_000;

/**
 * Envoy's outlier detection by default (GT 11.3: 5 failures in a row, interval 10 s, base ejection 30 s, at most 10 %
 * of the hosts), three probes out and two in, no slow start.
 */
export const RULES: HealthRules = {
  unhealthyThreshold: 3,
  healthyThreshold: 2,
  failuresInARow: 5,
  failureRatio: 0,
  failureWindowUs: 10 * SECOND,
  minimumRequests: 1,
  baseEjectionUs: 30 * SECOND,
  maxEjectionUs: 300 * SECOND,
  forgiveAfterUs: 10 * SECOND,
  maxEjectedRatio: 0.1,
  slowStartUs: 0,
  slowStartFloor: 0.1,
};

/** The same with a slow start of ten seconds. */
export const SLOW_START: HealthRules = { ...RULES, slowStartUs: 10 * SECOND };

/** Healthy servers. */
export function fleetOf(count: number): ServerHealth[] {
  return Array.from({ length: count }, () => createServerHealth(0));
}

/** Probes in a row: `P` passes, `F` fails. @returns the last change */
export function probes(server: ServerHealth, letters: string, rules = RULES, nowUs = 0) {
  let change: ReturnType<typeof probeEnded> = null;
  for (const letter of letters) change = probeEnded(server, rules, letter === 'P', nowUs);
  return change;
}

/** Requests to the first server of a fleet, ending in a row: `G` good, `F` failed. @returns the last change */
export function requests(fleet: readonly ServerHealth[], letters: string, rules = RULES, nowUs = 0) {
  let change: ReturnType<typeof requestEnded> = null;
  for (const letter of letters) change = requestEnded(fleet[0], fleet, rules, letter === 'F', nowUs);
  return change;
}

/** A fleet of four whose first server has come into this mode at time 0. */
export function fleetIn(mode: HealthMode, rules = RULES): ServerHealth[] {
  const fleet = fleetOf(4);
  const [server] = fleet;
  if (mode === 'unhealthy') probes(server, 'F'.repeat(rules.unhealthyThreshold), rules);
  if (mode === 'ejected') requests(fleet, 'F'.repeat(rules.failuresInARow), rules);
  if (mode === 'warming') fleet[0] = createServerHealth(0, 'warming');
  if (mode === 'draining') drain(server, rules, 0);
  return fleet;
}
