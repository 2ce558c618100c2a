import { describe, expect, it } from 'vitest';
import { conservationProblems } from '../../kernel/testing/conservation';
import { at, during } from '../../kernel/testing/tiny';
import { runPlan, type Ask } from '../testing/plan';
import type { LedgerState } from './index';

const nodes = (params = {}) => ({
  ledger: { kind: 'ledger', params: { serviceTimeMs: 10, serviceShape: 'constant', ...params } },
});

function book(atMs: number, key: string, once = true): Ask {
  return { atMs, type: 'booking', body: { key, once, queue: 'q', group: 0, position: 1 } };
}

/** When each entry was answered, and how often it had taken effect then. */
function answers(run: ReturnType<typeof runPlan>): unknown[] {
  return run.told.map(({ atMs, answer }) => [atMs, answer?.times]);
}

describe('ledger', () => {
  it('books an entry once when it is to be booked once, and otherwise as often as it comes', () => {
    const run = runPlan(nodes(), [
      book(0, 'a'),
      book(100, 'a'),
      book(200, 'b', false),
      book(300, 'b', false),
    ]);
    expect(answers(run)).toEqual([
      [10, 1],
      [110, 1],
      [210, 1],
      [310, 2],
    ]);
    expect([run.count('ledger.effects'), run.count('ledger.repeatsKeptOut')]).toEqual([3, 1]);
    expect(run.count('ledger.duplicateEffects')).toBe(1);
    expect(conservationProblems(run.sim)).toEqual([]);
  });

  it('looks up and books in one step: of two at the same time one is kept out', () => {
    const run = runPlan(nodes({ workers: 2 }), [book(0, 'a'), book(0, 'a')]);
    expect(answers(run)).toEqual([
      [10, 1],
      [10, 1],
    ]);
    expect(run.count('ledger.effects')).toBe(1);
  });

  it('keeps what was booked over a crash, and not what waits to be', () => {
    const asks = [book(0, 'a'), book(95, 'b'), book(300, 'a'), book(400, 'b')];
    const run = runPlan(nodes(), asks, { inputs: [during(100, 200, 'crash', 'ledger')] });
    expect(answers(run)).toEqual([
      [10, 1],
      [310, 1],
      [410, 1],
    ]);
    expect([...(run.state('ledger') as LedgerState).durable.times]).toEqual([
      ['a', 1],
      ['b', 1],
    ]);
  });

  it('refuses what it has no place for, and takes more with more workers', () => {
    const asks = [book(0, 'a'), book(0, 'b'), book(0, 'c')];
    const full = runPlan(nodes({ queueCapacity: 1 }), asks);
    expect(full.told.map(({ status }) => status)).toEqual(['rejected', 'completed', 'completed']);
    const grown = runPlan(nodes(), asks, { inputs: [at(5, 'set', 'ledger.workers', 3)] });
    expect(grown.told.map(({ atMs }) => atMs)).toEqual([10, 15, 15]);
  });
});
