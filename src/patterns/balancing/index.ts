/** Load balancing: one mechanism, ten strategies. The rules are in SPEC.md. */
export { createBalancer, observe, pick, STRATEGIES } from './balancer';
export type { BalancerOptions, BalancerState, Strategy } from './balancer';
export type { Candidate, Chance, ClientRequest } from './candidate';
