/** Health of servers as a balancer sees it: probes, outlier ejection, draining, slow start. The rules are in SPEC.md. */
export { healthChart, machine as healthMachine } from './machine';
export type { HealthEvent, HealthMode } from './machine';
export type { HealthRules } from './rules';
export { checkTime, drain, nextCheckAtUs, probeEnded, requestEnded, undrain } from './health';
export { createServerHealth, isDrained, isUsable, shareOf } from './server';
export type { ServerHealth } from './server';
