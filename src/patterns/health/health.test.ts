import { describe, expect, it } from 'vitest';
import {
  checkTime,
  createServerHealth,
  drain,
  isDrained,
  isUsable,
  nextCheckAtUs,
  probeEnded,
  requestEnded,
  shareOf,
  undrain,
} from './index';
import { fleetIn, fleetOf, probes, requests, RULES, SECOND, SLOW_START } from './testing/servers';

describe('modes', () => {
  it('[HC1] starts in the mode it is given', () => {
    expect(createServerHealth(7)).toMatchObject({ mode: 'healthy', sinceUs: 7, inServiceSinceUs: 7 });
    expect(createServerHealth(7, 'warming').mode).toBe('warming');
    expect(createServerHealth(7, 'unhealthy').mode).toBe('unhealthy');
  });

  it.each([
    ['healthy', true],
    ['warming', true],
    ['unhealthy', false],
    ['ejected', false],
    ['draining', false],
  ] as const)('[HC3] %s: usable %s', (mode, usable) => {
    const [server] = fleetIn(mode);
    expect(server.mode).toBe(mode);
    expect(isUsable(server)).toBe(usable);
  });

  it('[HC2] a good request is no event, and a probe that passes is none to a healthy server', () => {
    const fleet = fleetOf(2);
    expect(requests(fleet, 'G')).toBeNull();
    expect(probes(fleet[0], 'P')).toBeNull();
  });
});

describe('probes', () => {
  it('[HC4] three that fail in a row take a server out, as the record tells', () => {
    const server = createServerHealth(0);
    expect(probes(server, 'FF')).toEqual({
      event: 'probeFails',
      from: 'healthy',
      to: 'healthy',
      guard: '',
      refused: [{ guard: 'enoughProbesFailed', to: 'unhealthy' }],
    });
    expect(probeEnded(server, RULES, false, 5 * SECOND)).toEqual({
      event: 'probeFails',
      from: 'healthy',
      to: 'unhealthy',
      guard: 'enoughProbesFailed',
      refused: [],
    });
    expect(server).toMatchObject({ mode: 'unhealthy', sinceUs: 5 * SECOND, probesFailed: 3 });
  });

  it('[HC4] one that passes between them starts the count anew', () => {
    const server = createServerHealth(0);
    probes(server, 'FFPFFPFF');
    expect(server.mode).toBe('healthy');
    probes(server, 'F');
    expect(server.mode).toBe('unhealthy');
  });

  it.each(['healthy', 'warming', 'ejected'] as const)('[HC4] takes out a server that is %s', (mode) => {
    const [server] = fleetIn(mode);
    probes(server, 'FFF');
    expect(server.mode).toBe('unhealthy');
  });

  it('[HC5] two that pass in a row let it in again, one that fails between them starts anew', () => {
    const [server] = fleetIn('unhealthy');
    expect(probes(server, 'PFP')).toEqual({
      event: 'probePasses',
      from: 'unhealthy',
      to: 'unhealthy',
      guard: 'tooFewProbesPassed',
      refused: [],
    });
    expect(probes(server, 'P')).toMatchObject({ from: 'unhealthy', to: 'healthy', guard: '' });
  });

  it('[HC5] thresholds of 1 follow every probe: flapping', () => {
    const rules = { ...RULES, unhealthyThreshold: 1, healthyThreshold: 1 };
    const server = createServerHealth(0);
    const modes = (['F', 'P', 'F', 'P', 'P'] as const).map((letter) => {
      probes(server, letter, rules);
      return server.mode;
    });
    expect(modes).toEqual(['unhealthy', 'healthy', 'unhealthy', 'healthy', 'healthy']);
  });

  it('[HC6] do not end an ejection', () => {
    const [server] = fleetIn('ejected');
    expect(probes(server, 'PPPPPP')).toBeNull();
    expect(server.mode).toBe('ejected');
  });
});

describe('slow start', () => {
  it('[HC15] comes back warming with it, healthy without', () => {
    const [slow] = fleetIn('unhealthy');
    expect(probes(slow, 'PP', SLOW_START)).toMatchObject({ to: 'warming', guard: 'slowStart' });
    const [fast] = fleetIn('unhealthy');
    expect(probes(fast, 'PP', RULES)).toMatchObject({ to: 'healthy', guard: '' });
  });

  it('[HC16] the share grows linearly from the floor to 1', () => {
    const server = createServerHealth(2 * SECOND, 'warming');
    const shares = [2, 4, 7, 12, 60].map((second) => shareOf(server, SLOW_START, second * SECOND));
    expect(shares[0]).toBe(0.1);
    expect(shares[1]).toBeCloseTo(0.28, 12);
    expect(shares[2]).toBeCloseTo(0.55, 12);
    expect(shares.slice(3)).toEqual([1, 1]);
  });

  it('[HC16] is 1 for a healthy server and 0 for one out of service', () => {
    const share = (mode: Parameters<typeof fleetIn>[0]) => shareOf(fleetIn(mode)[0], SLOW_START, 5);
    expect(share('healthy')).toBe(1);
    expect([share('unhealthy'), share('ejected'), share('draining')]).toEqual([0, 0, 0]);
  });

  it('[HC16] [HC20] the warm-up ends when its time is over, and not before', () => {
    const server = createServerHealth(2 * SECOND, 'warming');
    expect(nextCheckAtUs(server, SLOW_START)).toBe(12 * SECOND);
    expect(checkTime(server, SLOW_START, 12 * SECOND - 1)).toBeNull();
    expect(checkTime(server, SLOW_START, 12 * SECOND)).toEqual({
      event: 'warmUpEnds',
      from: 'warming',
      to: 'healthy',
      guard: '',
      refused: [],
    });
    expect(nextCheckAtUs(server, SLOW_START)).toBeNull();
  });

  it('[HC21] a slow start that is switched off meanwhile is over at once', () => {
    const server = createServerHealth(2 * SECOND, 'warming');
    expect(shareOf(server, RULES, 2 * SECOND)).toBe(1);
    expect(nextCheckAtUs(server, RULES)).toBe(2 * SECOND);
    expect(checkTime(server, RULES, 3 * SECOND)).toMatchObject({ to: 'healthy' });
  });
});

describe('draining', () => {
  it.each(['healthy', 'unhealthy', 'ejected', 'warming'] as const)('[HC17] from %s', (mode) => {
    const [server] = fleetIn(mode);
    expect(drain(server, RULES, 9)).toMatchObject({ event: 'drain', from: mode, to: 'draining' });
    expect(server).toMatchObject({ mode: 'draining', sinceUs: 9 });
    expect(drain(server, RULES, 10)).toBeNull();
  });

  it('[HC17] stays draining whatever its probes, requests and the time do', () => {
    const fleet = fleetIn('ejected');
    const [server] = fleet;
    drain(server, RULES, 0);
    expect(probes(server, 'FFFFPPPP')).toBeNull();
    expect(requests(fleet, 'GGFFFFFF')).toBeNull();
    expect(nextCheckAtUs(server, RULES)).toBeNull();
    expect(checkTime(server, RULES, 1000 * SECOND)).toBeNull();
    expect(server.mode).toBe('draining');
  });

  it('[HC18] is drained when its last request has ended', () => {
    const [server] = fleetIn('draining');
    expect([isDrained(server, 2), isDrained(server, 0)]).toEqual([false, true]);
    expect(isDrained(createServerHealth(0), 0)).toBe(false);
  });

  it.each([
    ['P', RULES, 'healthy'],
    ['FFFP', SLOW_START, 'warming'],
    ['', RULES, 'healthy'],
    ['PPF', SLOW_START, 'unhealthy'],
  ] as const)('[HC19] brought back after the probes "%s"', (letters, rules, mode) => {
    const [server] = fleetIn('draining');
    probes(server, letters);
    expect(undrain(server, rules, 3)).toMatchObject({ event: 'undrain', from: 'draining', to: mode });
    expect(server.sinceUs).toBe(3);
  });

  it('[HC19] is only for draining servers', () => {
    for (const mode of ['healthy', 'unhealthy', 'ejected', 'warming'] as const) {
      expect(undrain(fleetIn(mode)[0], RULES, 0)).toBeNull();
    }
  });
});

describe('coming into service', () => {
  it('[HC14] starts with a clean record', () => {
    const rules = { ...RULES, failureRatio: 0.5, minimumRequests: 3, failureWindowUs: 100 * SECOND };
    const fleet = fleetOf(4);
    const [server] = fleet;
    requests(fleet, 'FFFFF', rules);
    expect(server.mode).toBe('ejected');
    // Late results of requests sent before.
    requests(fleet, 'FFFF', rules, SECOND);
    checkTime(server, rules, 30 * SECOND);
    expect(server).toMatchObject({ mode: 'healthy', requestsFailed: 0, inServiceSinceUs: 30 * SECOND });
    requests(fleet, 'FF', rules, 30 * SECOND);
    expect(server.mode).toBe('healthy');
    requests(fleet, 'F', rules, 30 * SECOND);
    expect(server.mode).toBe('ejected');
  });

  it('[HC14] going from warming to healthy wipes nothing', () => {
    const fleet = fleetIn('warming', SLOW_START);
    requests(fleet, 'FFFF', SLOW_START, 9 * SECOND);
    checkTime(fleet[0], SLOW_START, 10 * SECOND);
    expect(fleet[0]).toMatchObject({ mode: 'healthy', requestsFailed: 4, inServiceSinceUs: 0 });
    expect(requestEnded(fleet[0], fleet, SLOW_START, true, 10 * SECOND)).toMatchObject({ to: 'ejected' });
  });
});
