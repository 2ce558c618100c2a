/**
 * Passive outlier ejection: who fails unlike the others, who can be spared, and for how long.
 * @see Envoy, "Outlier detection" in its architecture overview
 */
import { failureRatioOf } from './failure-window';
import type { HealthRules } from './rules';
import { isUsable, type ServerHealth } from './server';

/** Enough of the newest requests failed, without a good one between them. */
export function isTooManyInARow({ requestsFailed }: ServerHealth, { failuresInARow }: HealthRules): boolean {
  return failuresInARow > 0 && requestsFailed >= failuresInARow;
}

/** Too large a share of the requests in the window failed. */
export function isRatioTooHigh({ window }: ServerHealth, rules: HealthRules): boolean {
  return rules.failureRatio > 0 && failureRatioOf(window, rules.minimumRequests) >= rules.failureRatio;
}

/** Fewer servers are ejected than may be, and another one is usable. */
export function canBeSpared(
  server: ServerHealth,
  fleet: readonly ServerHealth[],
  rules: HealthRules,
): boolean {
  let ejected = 0;
  let othersUsable = 0;
  for (const other of fleet) {
    if (other.mode === 'ejected') ejected++;
    else if (other !== server && isUsable(other)) othersUsable++;
  }
  return othersUsable > 0 && ejected < rules.maxEjectedRatio * fleet.length - ROUNDING;
}

/** 7 % of 100 is a hair above 7 in binary; a hair is not a server. */
const ROUNDING = 1e-9;

/** A server leaves service: an ejection is forgiven for every `forgiveAfterUs` it was there. */
export function forgiveEjections(server: ServerHealth, rules: HealthRules, nowUs: number): void {
  const forgiven = Math.floor((nowUs - server.inServiceSinceUs) / rules.forgiveAfterUs);
  server.ejections = Math.max(0, server.ejections - forgiven);
}

/** Counts one more ejection in a row, unless they are at their longest already. @returns how long it lasts */
export function ejectionUs(server: ServerHealth, rules: HealthRules): number {
  const longestUs = Math.max(rules.baseEjectionUs, rules.maxEjectionUs);
  if (rules.baseEjectionUs * server.ejections < longestUs) server.ejections++;
  return Math.min(rules.baseEjectionUs * server.ejections, longestUs);
}
