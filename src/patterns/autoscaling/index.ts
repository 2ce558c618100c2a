/** Autoscaling by backlog. Rules [AS1] … in `SPEC.md`. */
export { changeOfWorkers, wantedWorkers } from './backlog';
export type { ScalingRules, ScalingView } from './backlog';
