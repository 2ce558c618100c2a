import { describe, expect, it } from 'vitest';
import { createStreams, nextExponential, nextUniform, streamOffset } from '../../kernel/random';
import { countAccept, countRequest, createThrottle, holdBackRatio } from './index';

const SEC = 1_000_000;

describe('throttle', () => {
  it('[RT10] holds nothing back while at most K requests come for each that is accepted', () => {
    const throttle = createThrottle(60 * SEC, 0);
    for (let i = 0; i < 20; i++) countRequest(throttle, i);
    expect(holdBackRatio(throttle, 2)).toBeCloseTo(20 / 21, 12);
    for (let i = 0; i < 8; i++) countAccept(throttle, 100 + i);
    expect(holdBackRatio(throttle, 2)).toBeCloseTo(4 / 21, 12);
    for (let i = 0; i < 2; i++) countAccept(throttle, 200 + i);
    expect(holdBackRatio(throttle, 2)).toBe(0);
  });

  it('[RT11] forgets what is older than its window, one bucket at a time', () => {
    const throttle = createThrottle(60 * SEC, 0);
    countRequest(throttle, 0);
    countRequest(throttle, 1.5 * SEC);
    countRequest(throttle, 59.9 * SEC);
    expect(throttle.requests).toBe(3);
    countRequest(throttle, 60 * SEC);
    expect(throttle.requests).toBe(3);
    countRequest(throttle, 61 * SEC);
    expect(throttle.requests).toBe(3);
    countRequest(throttle, 500 * SEC);
    expect([throttle.requests, throttle.accepts]).toEqual([1, 0]);
    expect(throttle.counts.reduce((sum, count) => sum + count)).toBe(1);
  });
});

/** A client of a callee that accepts the first 100 of every second. @returns what it sent and what was accepted, a second */
function steady(demandPerSec: number, ratio: number): { sent: number; accepted: number } {
  const streams = createStreams();
  const arrivals = streamOffset(streams, 7, 'arrivals');
  const chance = streamOffset(streams, 7, 'chance');
  const throttle = createThrottle(120 * SEC, 0);
  let [sent, accepted, second, taken] = [0, 0, 0, 0];
  const [fromUs, toUs] = [300 * SEC, 1500 * SEC];
  for (let nowUs = 0; nowUs < toUs;) {
    nowUs += Math.round((nextExponential(streams.words, arrivals) * SEC) / demandPerSec);
    const heldBack = nextUniform(streams.words, chance) < holdBackRatio(throttle, ratio);
    countRequest(throttle, nowUs);
    if (heldBack) continue;
    if (nowUs > fromUs) sent++;
    if (Math.floor(nowUs / SEC) > second) [second, taken] = [Math.floor(nowUs / SEC), 0];
    if (++taken > 100) continue;
    countAccept(throttle, nowUs);
    if (nowUs > fromUs) accepted++;
  }
  const seconds = (toUs - fromUs) / SEC;
  return { sent: sent / seconds, accepted: accepted / seconds };
}

describe('GT 10.2: load on a callee that accepts 100 a second', () => {
  it.each([
    [90, 2, 90, 90],
    [150, 2, 150, 100],
    [400, 2, 201, 100],
    [400, 1.1, 109.6, 99.5],
  ])('[RT12] demand %d, K = %d: %d sent, %d accepted', (demand, ratio, sent, accepted) => {
    const measured = steady(demand, ratio);
    expect(Math.abs(measured.sent / sent - 1)).toBeLessThan(0.02);
    expect(Math.abs(measured.accepted / accepted - 1)).toBeLessThan(0.02);
  });
});
