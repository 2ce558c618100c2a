import { describe, expect, it } from 'vitest';
import { breakerChart } from '../../../patterns/circuit-breaker/index';
import { healthChart } from '../../../patterns/health/index';
import { edgeKey, partsOf } from './parts';

const words = ({ kind, from, to, edges }: ReturnType<typeof partsOf>['parts'][number]): string =>
  `${kind} ${from}>${to}: ${edges.map(({ event, guard }) => (guard === '' ? event : `${event}[${guard}]`)).join(' ')}`;

describe('partsOf', () => {
  it('gathers the edges of the breaker: what leads from anywhere once, pairs in bundles, loops apart', () => {
    const { main, apart, parts } = partsOf(breakerChart);
    expect(main).toEqual(['closed', 'open', 'halfOpen']);
    expect(apart).toEqual(['forcedOpen', 'disabled']);
    expect(parts.map(words)).toEqual([
      'loop closed>closed: callEnds[tooFewCalls]',
      'bundle closed>open: callEnds[tooManyFailures] callEnds[tooManySlowCalls]',
      'bundle open>halfOpen: callArrives[openTimeIsOver] openTimeEnds',
      'loop halfOpen>halfOpen: callArrives[permitIsFree] callEnds[tooFewCalls]',
      'bundle halfOpen>open: callEnds[tooManyFailures] callEnds[tooManySlowCalls]',
      'bundle halfOpen>closed: callEnds',
      'anywhere >forcedOpen: forceOpen forceOpen forceOpen forceOpen',
      'anywhere >disabled: disable disable disable disable',
      'anywhere >closed: reset reset reset reset reset',
    ]);
  });

  it('sets the mode apart that a server enters only by draining', () => {
    const { main, apart } = partsOf(healthChart);
    expect(main).toEqual(['healthy', 'unhealthy', 'ejected', 'warming']);
    expect(apart).toEqual(['draining']);
  });

  it.each([breakerChart, healthChart])('keeps every edge of $id exactly once', (chart) => {
    const drawn = partsOf(chart).parts.flatMap(({ edges }) => edges.map(edgeKey));
    expect(drawn.toSorted()).toEqual(chart.edges.map(edgeKey).toSorted());
  });

  it('gathers nothing when an event has a guard, or leaves one mode out', () => {
    const modes = ['a', 'b', 'c', 'd'].map((id) => ({ id, title: id, help: '' }));
    const guarded = ['b', 'c', 'd'].map((from) => ({ from, event: 'go', guard: 'may', to: 'a' }));
    const partly = ['b', 'c'].map((from) => ({ from, event: 'halt', guard: '', to: 'a' }));
    const { parts } = partsOf({ id: 'x', initial: 'a', modes, edges: [...guarded, ...partly] });
    expect(parts.filter(({ kind }) => kind === 'anywhere')).toEqual([]);
  });
});
