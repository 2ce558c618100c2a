/** A cache that does only so many lookups at once. */
import { expect, it } from 'vitest';
import { conservationProblems } from '../../kernel/testing/conservation';
import { runPlan, type Ask } from '../testing/plan';

const cache = { kind: 'cache', params: { lookupTimeMs: 10, workers: 2, queueCapacity: 2 } };
const asks = [0, 0, 0, 0, 0, 25].map((atMs, key): Ask => ({ atMs, type: 'get', key }));

it('looks up two at a time, lets two wait, and refuses the rest', () => {
  const { told, sim } = runPlan({ cache }, asks);
  const ends = told
    .map(({ ask, atMs, status }) => [ask, atMs, status])
    .sort(([a], [b]) => Number(a) - Number(b));
  expect(ends).toEqual([
    [0, 10, 'completed'],
    [1, 10, 'completed'],
    [2, 20, 'completed'],
    [3, 20, 'completed'],
    [4, 0, 'rejected'],
    [5, 35, 'completed'],
  ]);
  expect(conservationProblems(sim)).toEqual([]);
});

it('looks up any number at once where there is no limit', () => {
  const { told } = runPlan({ cache: { ...cache, params: { lookupTimeMs: 10, workers: 0 } } }, asks);
  expect(told.map(({ atMs }) => atMs)).toEqual([10, 10, 10, 10, 10, 35]);
});
