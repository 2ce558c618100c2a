import { describe, expect, it } from 'vitest';
import { breakerChart } from '../../../patterns/circuit-breaker/index';
import { healthChart } from '../../../patterns/health/index';
import type { ModeChange } from '../../../protocol/messages';
import { litBy, lowerFirst, modeWord, mostRefusals, sayChange, sayEdge, sayRefusals } from './last-change';

const change = (rest: Partial<ModeChange>): ModeChange => ({
  atUs: 8_412_000,
  event: 'callEnds',
  from: 'closed',
  to: 'closed',
  guard: '',
  refused: [],
  ...rest,
});

const opened = change({
  to: 'open',
  guard: 'tooManyFailures',
  refused: [{ guard: 'tooFewCalls', to: 'closed' }],
});
const refused = change({
  refused: [
    { guard: 'tooFewCalls', to: 'closed' },
    { guard: 'tooManyFailures', to: 'open' },
    { guard: 'tooManySlowCalls', to: 'open' },
  ],
});

describe('the last change of a machine', () => {
  it('lights the edge taken and marks those refused on the way', () => {
    const { taken, refused: keys } = litBy(breakerChart, opened, opened);
    expect(taken).toEqual({ from: 'closed', event: 'callEnds', guard: 'tooManyFailures', to: 'open' });
    expect([...keys]).toEqual(['closed callEnds tooFewCalls closed']);
    expect(sayChange(breakerChart, opened)).toBe('closed → open at 8.412 s: callEnds, tooManyFailures');
    expect(sayRefusals(opened)).toEqual(['callEnds: tooFewCalls said no']);
  });

  it('keeps the last change of mode lit while guards refuse', () => {
    const { taken, refused: keys } = litBy(breakerChart, opened, refused);
    expect(taken?.to).toBe('open');
    expect(keys.size).toBe(3);
    expect(litBy(breakerChart, null, refused).taken).toBeNull();
    expect(sayChange(breakerChart, refused)).toBe('still closed at 8.412 s: callEnds, but no guard agreed');
    expect(sayRefusals(refused)).toHaveLength(3);
  });

  it('tells an edge to the same mode from a refusal', () => {
    const counted = change({ guard: 'tooFewCalls' });
    expect(sayChange(breakerChart, counted)).toBe('still closed at 8.412 s: callEnds, tooFewCalls');
    const reset = change({ event: 'reset' });
    expect(sayChange(breakerChart, reset)).toBe('still closed at 8.412 s: reset');
  });

  it('has nothing to light before anything has happened', () => {
    expect(litBy(breakerChart, null, null)).toEqual({ taken: null, refused: new Set() });
    expect(sayChange(breakerChart, null)).toBe('Nothing has happened yet; it starts closed.');
    expect(sayRefusals(null)).toEqual([]);
  });

  it('knows how many guards one event may ask', () => {
    expect(mostRefusals(breakerChart)).toBe(3);
    expect(mostRefusals(healthChart)).toBe(3);
    expect(mostRefusals({ ...breakerChart, edges: [] })).toBe(0);
  });

  it('names modes and edges as in a sentence', () => {
    expect(modeWord(breakerChart, 'halfOpen')).toBe('half-open');
    expect(modeWord(breakerChart, 'unheard')).toBe('unheard');
    expect(lowerFirst('TCP state')).toBe('TCP state');
    const [counts, opens] = breakerChart.edges;
    expect(sayEdge(breakerChart, counts)).toBe('callEnds [tooFewCalls] stays closed');
    expect(sayEdge(breakerChart, opens)).toBe('callEnds [tooManyFailures] to open');
  });
});
