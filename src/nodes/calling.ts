/**
 * How a node calls others: policies that any source or service may put before its calls, as parameters of the node,
 * under the same names everywhere.
 */
import type { PolicyUse } from '../kernel/contract';
import type { ParamValue, SwitchSpec } from '../kernel/params';
import type { AnyPolicyKind } from '../kernel/policy';
import { policy as deadlinePolicy } from './policies/deadline/index';
import { deadlineParams } from './policies/deadline/params';
import { policyParams, policyUse } from './policies/flatten';
import { policy as rateLimitPolicy } from './policies/rate-limit/index';
import { rateLimitParams } from './policies/rate-limit/params';
import { policy as retryPolicy } from './policies/retry/index';
import { retryParams } from './policies/retry/params';
import { policy as throttlePolicy } from './policies/throttle/index';
import { throttleParams } from './policies/throttle/params';
import { policy as timeoutPolicy } from './policies/timeout/index';
import { timeoutParams } from './policies/timeout/params';

const off = (title: string, help: string, more: Partial<SwitchSpec> = {}): SwitchSpec => ({
  type: 'switch',
  title,
  help,
  default: false,
  ...more,
});

/** Parameters of the policies, each behind its switch: `retry`, `deadline`, `throttle`, `limiter`. */
export const callingParams = {
  ...policyParams('retry', retryParams, off('Retry', 'Tries again what went badly.')),
  ...policyParams(
    'deadline',
    deadlineParams,
    off('Deadline', 'Ends a call after a time, whatever its attempts and waits.'),
  ),
  ...policyParams(
    'throttle',
    throttleParams,
    off('Client throttling', 'Holds requests back by itself while few are answered well.'),
  ),
  ...policyParams(
    'limiter',
    rateLimitParams,
    off('Own rate limit', 'Keeps its calls to a limit, whoever asks for more.'),
  ),
};

/** A switch beside a node's own timeout. */
export const cancelsParam = timeoutParams.tellsCallee;

/** The policies behind these parameters and the timeout of an attempt. */
export const callingPolicies: readonly AnyPolicyKind[] = [
  deadlinePolicy,
  rateLimitPolicy,
  retryPolicy,
  throttlePolicy,
  timeoutPolicy,
];

/** The policies of a node's calls, as its parameters describe them. */
export function callingUses(params: Readonly<Record<string, ParamValue>>): PolicyUse[] {
  return [
    ...policyUse('deadline', 'deadline', deadlineParams, params),
    ...policyUse('retry', 'retry', retryParams, params),
    ...policyUse('throttle', 'throttle', throttleParams, params),
    ...policyUse('rate-limit', 'limiter', rateLimitParams, params),
  ];
}

/** Why an attempt must not be allowed more than its call. */
export const WITHIN_DEADLINE = {
  param: 'deadlineAfterMs',
  why: 'one attempt would outlast the whole call',
};
