import { describe, expect, it } from 'vitest';
import { breakerChart } from '../../../patterns/circuit-breaker/index';
import { healthChart } from '../../../patterns/health/index';
import { chooseMachine, nameOf, type Found } from './choose';

const found = (node: string, id: string, title: string, chart = breakerChart): Found => ({
  node,
  machine: { id, title, chart, mode: chart.initial, sinceUs: 0, last: null },
});

const all = [
  found('caller', 'downstream/circuit-breaker', 'Circuit breaker'),
  found('lb', 's1', 'Health of s1', healthChart),
  found('lb', 's2', 'Health of s2', healthChart),
  found('lb', 's1/circuit-breaker', 'Circuit breaker'),
  found('lb', 's2/circuit-breaker', 'Circuit breaker'),
];

describe('the machine shown', () => {
  it('is the one chosen, else the first of the selected node, else the first', () => {
    expect(chooseMachine(all, { node: 'lb', machine: 's2' }, 'caller')).toBe(all[2]);
    expect(chooseMachine(all, null, 'lb')).toBe(all[1]);
    expect(chooseMachine(all, null, 's1')).toBe(all[0]);
    expect(chooseMachine(all, { node: 'gone', machine: 'x' }, null)).toBe(all[0]);
    expect(chooseMachine([], null, 'lb')).toBeUndefined();
  });

  it('has a name that tells it from the others of its node', () => {
    expect(all.map((one) => nameOf(one, all))).toEqual([
      'caller: circuit breaker',
      'lb: health of s1',
      'lb: health of s2',
      'lb: circuit breaker for s1',
      'lb: circuit breaker for s2',
    ]);
  });
});
