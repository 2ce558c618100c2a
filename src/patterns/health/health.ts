/**
 * What a balancer believes of one server: by probes it sends (active) and by how requests end (passive).
 * @see Envoy, "Health checking", "Outlier detection" and "Slow start mode" in its architecture overview
 */
import { changeOf, nextMode, type Change } from '../machine';
import { clearWindow, countRequest } from './failure-window';
import { compiled, type HealthEvent, type HealthMode } from './machine';
import { canBeSpared, ejectionUs, forgiveEjections, isRatioTooHigh, isTooManyInARow } from './outlier';
import type { HealthRules } from './rules';
import { isUsable, type ServerHealth } from './server';

/** A probe was answered well, or badly, or not in time. */
export function probeEnded(
  server: ServerHealth,
  rules: HealthRules,
  passed: boolean,
  nowUs: number,
): Change | null {
  server.probesPassed = passed ? server.probesPassed + 1 : 0;
  server.probesFailed = passed ? 0 : server.probesFailed + 1;
  const event: HealthEvent = passed
    ? {
        type: 'probePasses',
        enoughPassed: server.probesPassed >= rules.healthyThreshold,
        slowStart: rules.slowStartUs > 0,
      }
    : { type: 'probeFails', enoughFailed: server.probesFailed >= rules.unhealthyThreshold };
  return take(server, rules, event, nowUs);
}

/**
 * A request to the server ended.
 * @param fleet all servers of the balancer, this one among them
 */
export function requestEnded(
  server: ServerHealth,
  fleet: readonly ServerHealth[],
  rules: HealthRules,
  failed: boolean,
  nowUs: number,
): Change | null {
  countRequest(server.window, rules.failureWindowUs, failed, nowUs);
  server.requestsFailed = failed ? server.requestsFailed + 1 : 0;
  if (!failed) return null;
  const event: HealthEvent = {
    type: 'requestFails',
    tooManyInARow: isTooManyInARow(server, rules),
    ratioTooHigh: isRatioTooHigh(server, rules),
    canBeSpared: canBeSpared(server, fleet, rules),
  };
  return take(server, rules, event, nowUs);
}

/** When `checkTime` is to be called for an ejection or a warm-up to end; null when nothing waits for time. */
export function nextCheckAtUs(server: ServerHealth, rules: HealthRules): number | null {
  if (server.mode === 'ejected') return server.ejectedUntilUs;
  return server.mode === 'warming' ? server.sinceUs + rules.slowStartUs : null;
}

/** Ends an ejection or a warm-up whose time has come; null when it has not. */
export function checkTime(server: ServerHealth, rules: HealthRules, nowUs: number): Change | null {
  const dueUs = nextCheckAtUs(server, rules);
  if (dueUs === null || nowUs < dueUs) return null;
  const event: HealthEvent =
    server.mode === 'ejected'
      ? { type: 'ejectionEnds', slowStart: rules.slowStartUs > 0 }
      : { type: 'warmUpEnds' };
  return take(server, rules, event, nowUs);
}

/** By hand: no new requests; null when it is draining already. */
export function drain(server: ServerHealth, rules: HealthRules, nowUs: number): Change | null {
  return take(server, rules, { type: 'drain' }, nowUs);
}

/** By hand: in again; null when it is not draining. */
export function undrain(server: ServerHealth, rules: HealthRules, nowUs: number): Change | null {
  const lastProbeFailed = server.probesFailed > 0;
  return take(server, rules, { type: 'undrain', lastProbeFailed, slowStart: rules.slowStartUs > 0 }, nowUs);
}

/** Asks the machine. @returns null when the mode has no edge for the event */
function take(server: ServerHealth, rules: HealthRules, event: HealthEvent, nowUs: number): Change | null {
  const { mode } = server;
  const step = nextMode(compiled, mode, event);
  if (!step.taken && step.refused.length === 0) return null;
  if (step.to !== mode) enter(server, rules, step.to, nowUs);
  return changeOf(mode, event, step);
}

function enter(server: ServerHealth, rules: HealthRules, mode: HealthMode, nowUs: number): void {
  const wasUsable = isUsable(server);
  server.mode = mode;
  server.sinceUs = nowUs;
  if (wasUsable && !isUsable(server)) forgiveEjections(server, rules, nowUs);
  if (!wasUsable && isUsable(server)) comeIntoService(server, nowUs);
  if (mode === 'ejected') server.ejectedUntilUs = nowUs + ejectionUs(server, rules);
}

/** Old failures do not count against a server that comes back. */
function comeIntoService(server: ServerHealth, nowUs: number): void {
  server.inServiceSinceUs = nowUs;
  server.requestsFailed = 0;
  clearWindow(server.window);
}
