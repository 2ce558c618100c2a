import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findImpurities } from '../../kernel/plain';
import {
  checkTime,
  createServerHealth,
  drain,
  isUsable,
  nextCheckAtUs,
  probeEnded,
  requestEnded,
  undrain,
  type HealthRules,
  type ServerHealth,
} from './index';
import { fleetIn, fleetOf, probes, requests, RULES, SECOND } from './testing/servers';

describe('failures in a row', () => {
  it('[HC7] GT 11.3: five eject a server, with the record to tell', () => {
    const fleet = fleetOf(4);
    expect(requests(fleet, 'FFFF')).toEqual({
      event: 'requestFails',
      from: 'healthy',
      to: 'healthy',
      guard: '',
      refused: [
        { guard: 'cannotBeSpared', to: 'healthy' },
        { guard: 'tooManyInARow', to: 'ejected' },
        { guard: 'ratioTooHigh', to: 'ejected' },
      ],
    });
    expect(requests(fleet, 'F')).toEqual({
      event: 'requestFails',
      from: 'healthy',
      to: 'ejected',
      guard: 'tooManyInARow',
      refused: [{ guard: 'cannotBeSpared', to: 'healthy' }],
    });
  });

  it('[HC7] a good one starts the count anew', () => {
    const fleet = fleetOf(4);
    requests(fleet, 'FFFFGFFFF');
    expect(fleet[0].mode).toBe('healthy');
    requests(fleet, 'F');
    expect(fleet[0].mode).toBe('ejected');
  });

  it('[HC7] 0 turns the rule off', () => {
    const fleet = fleetOf(4);
    requests(fleet, 'F'.repeat(100), { ...RULES, failuresInARow: 0 });
    expect(fleet[0].mode).toBe('healthy');
  });

  it('[HC7] [HC9] a warming server is ejected as well', () => {
    const fleet = fleetIn('warming');
    expect(requests(fleet, 'FFFFF')).toMatchObject({ from: 'warming', to: 'ejected' });
  });

  it.each(['unhealthy', 'ejected', 'draining'] as const)(
    '[HC9] a server that is %s is not judged',
    (mode) => {
      const fleet = fleetIn(mode);
      expect(requests(fleet, 'FFFFFFF')).toBeNull();
      expect(fleet[0].mode).toBe(mode);
    },
  );
});

describe('failure ratio', () => {
  const rules: HealthRules = { ...RULES, failuresInARow: 0, failureRatio: 0.3, minimumRequests: 10 };

  it('[HC8] ejects at the ratio, not below it', () => {
    const fleet = fleetOf(4);
    requests(fleet, 'GGGGGGGFF', rules);
    expect(requests(fleet, 'GF', rules)).toMatchObject({ to: 'healthy' });
    // 3 of 11 so far; the next makes 4 of 12.
    expect(requests(fleet, 'F', rules)).toMatchObject({ to: 'ejected', guard: 'ratioTooHigh' });
    const exact = fleetOf(4);
    expect(requests(exact, 'GGGGGGGFFF', rules)).toMatchObject({ to: 'ejected', guard: 'ratioTooHigh' });
  });

  it('[HC8] is not judged below the minimum of requests', () => {
    const fleet = fleetOf(4);
    requests(fleet, 'FFFFFFFFF', rules);
    expect(fleet[0].mode).toBe('healthy');
    requests(fleet, 'F', rules);
    expect(fleet[0].mode).toBe('ejected');
  });

  it('[HC8] 0 turns the rule off', () => {
    const fleet = fleetOf(4);
    requests(fleet, 'F'.repeat(100), { ...rules, failureRatio: 0 });
    expect(fleet[0].mode).toBe('healthy');
  });

  it('[HC8] forgets a tenth of the window at a time', () => {
    // The window is 10 s: what ended in the first second is forgotten when the eleventh begins.
    const ejectedAt = (nowUs: number): boolean => {
      const fleet = fleetOf(4);
      requests(fleet, 'FFFFFFFFF', rules, 0.5 * SECOND);
      requests(fleet, 'F', rules, nowUs);
      return fleet[0].mode === 'ejected';
    };
    expect([1, 9, 9.999999].map((second) => ejectedAt(second * SECOND))).toEqual([true, true, true]);
    expect([10, 11, 500].map((second) => ejectedAt(second * SECOND))).toEqual([false, false, false]);
  });

  it('[HC8] counts as a naive list of the last ten tenths does', () => {
    const results = fc.array(fc.tuple(fc.nat(2 * SECOND), fc.boolean()), { minLength: 30, maxLength: 60 });
    fc.assert(
      fc.property(results, fc.constantFrom(0.5, 0.7, 0.9), (rows, failureRatio) => {
        const fleet = fleetOf(4);
        const [server] = fleet;
        const ended: { tenth: number; failed: boolean }[] = [];
        let nowUs = 0;
        for (const [gapUs, failed] of rows) {
          nowUs += gapUs;
          const tenth = Math.floor(nowUs / SECOND);
          ended.push({ tenth, failed });
          const recent = ended.filter((one) => one.tenth > tenth - 10);
          const share = recent.filter((one) => one.failed).length / recent.length;
          requestEnded(server, fleet, { ...rules, minimumRequests: 5, failureRatio }, failed, nowUs);
          const isOutlier = failed && recent.length >= 5 && share >= failureRatio;
          expect(server.mode).toBe(isOutlier ? 'ejected' : 'healthy');
          if (isOutlier) break;
        }
      }),
    );
  });

  it('[HC8] [HC21] a window of another length starts empty', () => {
    const fleet = fleetOf(4);
    requests(fleet, 'FFFFFFFFF', rules);
    const shorter = { ...rules, failureWindowUs: 5 * SECOND };
    requests(fleet, 'FFFFFFFFF', shorter);
    expect(fleet[0].mode).toBe('healthy');
    requests(fleet, 'F', shorter);
    expect(fleet[0].mode).toBe('ejected');
  });

  it('[HC6] [HC8] a gray failure that answers every probe is removed within a window', () => {
    const fleet = fleetOf(4);
    const [gray] = fleet;
    let removedAtUs = Infinity;
    for (let n = 1; n <= 200 && removedAtUs === Infinity; n++) {
      const nowUs = n * 0.1 * SECOND;
      probes(gray, 'P', rules, nowUs);
      // Three requests of ten hang, never two in a row.
      if (requestEnded(gray, fleet, rules, [0, 3, 6].includes(n % 10), nowUs)?.to === 'ejected') {
        removedAtUs = nowUs;
      }
    }
    expect(removedAtUs).toBeLessThanOrEqual(rules.failureWindowUs);
  });
});

/** How many of a fleet are ejected when all of them fail all requests. */
function ejectedOf(count: number, maxEjectedRatio: number): number {
  const fleet = fleetOf(count);
  const rules = { ...RULES, maxEjectedRatio };
  for (let round = 0; round < 10; round++) {
    for (const server of fleet) requestEnded(server, fleet, rules, true, 0);
  }
  return fleet.filter(({ mode }) => mode === 'ejected').length;
}

describe('who can be spared', () => {
  it.each([
    [4, 0.1, 1],
    [10, 0.1, 1],
    [11, 0.1, 2],
    [10, 0.5, 5],
    [100, 0.07, 7],
    [4, 0, 0],
    [4, 1, 3],
    [1, 1, 0],
  ])('[HC10] of %i servers, a share of %f lets %i go', (count, share, ejected) => {
    expect(ejectedOf(count, share)).toBe(ejected);
  });

  it('[HC10] tells when an outlier had to stay, and asks again at the next failure', () => {
    const fleet = fleetIn('ejected');
    const [first, second] = fleet;
    const fail = (nowUs: number) => requestEnded(second, fleet, RULES, true, nowUs);
    for (let n = 0; n < 4; n++) fail(0);
    expect(fail(0)).toEqual({
      event: 'requestFails',
      from: 'healthy',
      to: 'healthy',
      guard: 'cannotBeSpared',
      refused: [],
    });
    checkTime(first, RULES, 30 * SECOND);
    expect(fail(30 * SECOND)).toMatchObject({ to: 'ejected' });
  });

  it('[HC10] never takes the last usable server, whatever made the others unusable', () => {
    const fleet = fleetOf(3);
    const rules = { ...RULES, maxEjectedRatio: 1 };
    probes(fleet[1], 'FFF', rules);
    drain(fleet[2], rules, 0);
    expect(requests(fleet, 'FFFFF', rules)).toMatchObject({ to: 'healthy', guard: 'cannotBeSpared' });
    undrain(fleet[2], rules, 0);
    expect(requests(fleet, 'F', rules)).toMatchObject({ to: 'ejected' });
  });
});

/** Ejects the first server of a fleet now. @returns for how many seconds */
function eject(fleet: readonly ServerHealth[], nowUs: number, rules = RULES): number {
  requests(fleet, 'FFFFF', rules, nowUs);
  expect(fleet[0].mode).toBe('ejected');
  return ((nextCheckAtUs(fleet[0], rules) ?? NaN) - nowUs) / SECOND;
}

describe('how long', () => {
  it('[HC11] [HC20] GT 11.3: the first ejection lasts 30 s', () => {
    const fleet = fleetOf(4);
    const [server] = fleet;
    expect(eject(fleet, SECOND)).toBe(30);
    expect(checkTime(server, RULES, 31 * SECOND - 1)).toBeNull();
    expect(checkTime(server, RULES, 31 * SECOND)).toEqual({
      event: 'ejectionEnds',
      from: 'ejected',
      to: 'healthy',
      guard: '',
      refused: [{ guard: 'slowStart', to: 'warming' }],
    });
    expect(nextCheckAtUs(server, RULES)).toBeNull();
  });

  /** Seconds of ejections in a row, the server failing at once whenever it is back. */
  function ejectionsInARow(count: number, rules: HealthRules): number[] {
    const fleet = fleetOf(4);
    let nowUs = 0;
    return Array.from({ length: count }, () => {
      const seconds = eject(fleet, nowUs, rules);
      nowUs += seconds * SECOND;
      checkTime(fleet[0], rules, nowUs);
      return seconds;
    });
  }

  it('[HC11] each further one in a row is longer by the base, up to the longest', () => {
    expect(ejectionsInARow(12, RULES)).toEqual([30, 60, 90, 120, 150, 180, 210, 240, 270, 300, 300, 300]);
    expect(ejectionsInARow(4, { ...RULES, maxEjectionUs: 75 * SECOND })).toEqual([30, 60, 75, 75]);
    expect(ejectionsInARow(3, { ...RULES, maxEjectionUs: SECOND })).toEqual([30, 30, 30]);
  });

  it('[HC11] [HC12] at its longest it is not counted on top: forgiving starts from there', () => {
    const fleet = fleetOf(4);
    const rules = { ...RULES, maxEjectionUs: 60 * SECOND };
    let nowUs = 0;
    for (let n = 0; n < 9; n++) {
      nowUs += eject(fleet, nowUs, rules) * SECOND;
      checkTime(fleet[0], rules, nowUs);
    }
    // Two ejections reach 60 s. Ten seconds in service forgive one of them, and this is again the second.
    expect(eject(fleet, nowUs + 10 * SECOND, rules)).toBe(60);
    checkTime(fleet[0], rules, nowUs + 70 * SECOND);
    expect(eject(fleet, nowUs + 90 * SECOND, rules)).toBe(30);
  });

  it.each([
    [0, 90],
    [9.9, 90],
    [10, 60],
    [19.9, 60],
    [20, 30],
    [500, 30],
  ])('[HC12] after two ejections and %f s in service the next one lasts %i s', (inService, seconds) => {
    const fleet = fleetOf(4);
    eject(fleet, 0);
    checkTime(fleet[0], RULES, 30 * SECOND);
    eject(fleet, 30 * SECOND);
    checkTime(fleet[0], RULES, 90 * SECOND);
    expect(eject(fleet, (90 + inService) * SECOND)).toBe(seconds);
  });

  it('[HC12] time in service before the probes failed counts, time out of service does not', () => {
    const fleet = fleetOf(4);
    const [server] = fleet;
    eject(fleet, 0);
    checkTime(server, RULES, 30 * SECOND);
    eject(fleet, 30 * SECOND);
    checkTime(server, RULES, 90 * SECOND);
    probes(server, 'FFF', RULES, 100 * SECOND);
    probes(server, 'PP', RULES, 900 * SECOND);
    expect(eject(fleet, 905 * SECOND)).toBe(60);
  });

  it('[HC12] nothing is forgiven when an ejected server is drained', () => {
    const fleet = fleetOf(4);
    const [server] = fleet;
    eject(fleet, 0);
    checkTime(server, RULES, 30 * SECOND);
    eject(fleet, 30 * SECOND);
    drain(server, RULES, 80 * SECOND);
    undrain(server, RULES, 85 * SECOND);
    expect(eject(fleet, 85 * SECOND)).toBe(90);
  });

  it('[HC13] a server that fails its probes meanwhile comes back by its probes', () => {
    const fleet = fleetIn('ejected');
    const [server] = fleet;
    probes(server, 'FFF', RULES, SECOND);
    expect(nextCheckAtUs(server, RULES)).toBeNull();
    expect(checkTime(server, RULES, 100 * SECOND)).toBeNull();
    expect(probes(server, 'PP', RULES, 2 * SECOND)).toMatchObject({ from: 'unhealthy', to: 'healthy' });
  });

  it('[HC20] a late check takes effect when it is made', () => {
    const [server] = fleetIn('ejected');
    checkTime(server, RULES, 44 * SECOND);
    expect(server).toMatchObject({ mode: 'healthy', sinceUs: 44 * SECOND, inServiceSinceUs: 44 * SECOND });
  });

  it('[HC21] an ejection that has begun keeps its length', () => {
    const [server] = fleetIn('ejected');
    expect(nextCheckAtUs(server, { ...RULES, baseEjectionUs: SECOND })).toBe(30 * SECOND);
  });
});

describe('random lives', () => {
  const deeds = fc.array(
    fc.record({
      which: fc.nat(3),
      deed: fc.constantFrom('fail', 'fail', 'fail', 'good', 'probeF', 'probeF', 'probeP', 'drain', 'undrain'),
      gapUs: fc.nat(4 * SECOND),
    }),
    { maxLength: 200 },
  );

  it('[HC10] [HC20] [HC21] keep to the limit of ejections, to their deadlines, and plain', () => {
    fc.assert(
      fc.property(deeds, fc.constantFrom(0.25, 0.5, 1), (rows, maxEjectedRatio) => {
        const rules: HealthRules = {
          ...RULES,
          failuresInARow: 2,
          baseEjectionUs: 5 * SECOND,
          slowStartUs: 3 * SECOND,
          maxEjectedRatio,
        };
        const fleet = [0, 1, 2, 3].map(() => createServerHealth(0));
        let nowUs = 0;
        for (const { which, deed, gapUs } of rows) {
          nowUs += gapUs;
          for (const server of fleet) checkTime(server, rules, nowUs);
          const server = fleet[which];
          const usableBefore = fleet.filter(isUsable).length;
          if (deed === 'fail' || deed === 'good') {
            const change = requestEnded(server, fleet, rules, deed === 'fail', nowUs);
            if (change?.to === 'ejected') expect(usableBefore).toBeGreaterThan(1);
          } else if (deed === 'drain') drain(server, rules, nowUs);
          else if (deed === 'undrain') undrain(server, rules, nowUs);
          else probeEnded(server, rules, deed === 'probeP', nowUs);
          expect(fleet.filter(({ mode }) => mode === 'ejected').length).toBeLessThanOrEqual(
            4 * maxEjectedRatio,
          );
          for (const one of fleet) expect(nextCheckAtUs(one, rules) ?? Infinity).toBeGreaterThan(nowUs);
        }
        expect(findImpurities(fleet)).toEqual([]);
      }),
    );
  });
});
