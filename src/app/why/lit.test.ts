import { expect, it } from 'vitest';
import type { Why, WhyStep } from '../../protocol/messages';
import { flightKey, litBy } from './lit';

function step(change: Partial<WhyStep>): WhyStep {
  return {
    entry: 0,
    event: 1,
    cause: 0,
    atUs: 0,
    kind: 'timer',
    node: null,
    text: '',
    tone: 'calm',
    message: null,
    part: 'cause',
    depth: 0,
    root: null,
    flight: null,
    ...change,
  };
}

it('lights the events, nodes, links and messages of a chain', () => {
  const why: Why = {
    cut: null,
    steps: [
      step({ event: 9, node: 's1', flight: { link: 1, number: 4, sentAtUs: 5 } }),
      step({ event: 3, node: null }),
      step({ event: 2, node: 'clients' }),
    ],
  };
  const lit = litBy(why, [
    { from: 'a', to: 'b' },
    { from: 'lb', to: 's1' },
  ]);
  expect([...lit.events]).toEqual([9, 3, 2]);
  expect([...lit.nodes].sort()).toEqual(['clients', 'lb', 's1']);
  expect([...lit.links]).toEqual([1]);
  expect(lit.flights.has(flightKey(1, 4))).toBe(true);
});
