import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { lab } from '../labs/load-balancing/lab';
import { buildModel } from '../scenario/build';
import { appendToLog, createLog, findImpurities, logItem, type AppendLog } from './plain';
import type { ParamSpecs } from './params';
import { Simulation } from './simulation';
import { canonicalWorld } from './testing/canonical';
import { chatter, chatterInputs } from './testing/chatter';
import { conservationProblems } from './testing/conservation';
import { at, during, MS, SEC, tinyKind, tinyModel } from './testing/tiny';
import { copyWorld } from './world';

vi.setConfig({ testTimeout: 60_000 });

describe('copies of a world', () => {
  it('[K-P1] [K-P2] stay as they are, and go on to the same hash and world', () => {
    const times = fc.tuple(fc.nat(400), fc.nat(200));
    fc.assert(
      fc.property(fc.nat(), chatterInputs, times, (seed, inputs, [takenMs, laterMs]) => {
        const model = tinyModel(chatter(seed));
        const sim = new Simulation(model);
        sim.setInputs(inputs);
        sim.advance(takenMs * MS);
        expect(findImpurities(sim.world)).toEqual([]);
        const copy = copyWorld(sim.world);
        const taken = canonicalWorld(copyWorld(copy));
        expect(canonicalWorld(sim.world)).toStrictEqual(taken);
        sim.advance((takenMs + laterMs) * MS);
        expect(canonicalWorld(copy)).toStrictEqual(taken);

        const other = new Simulation(model);
        other.setInputs(inputs);
        other.restore(copyWorld(copy));
        other.advance((takenMs + laterMs) * MS);
        expect(other.hashHex()).toBe(sim.hashHex());
        expect(canonicalWorld(other.world)).toStrictEqual(canonicalWorld(sim.world));
        expect(canonicalWorld(copy)).toStrictEqual(taken);
      }),
      { numRuns: 25 },
    );
  });

  it('[K-P2] branches that go on from one copy do not see each other’s logs', () => {
    const kind = tinyKind<ParamSpecs, { log: AppendLog<number> }>({
      boot: (ctx) => {
        ctx.setTimer('tick', MS);
        return { log: createLog<number>() };
      },
      onTimer: (ctx, state, timer) => {
        appendToLog(state.log, ctx.below('numbers', 1_000));
        ctx.repeatTimer(timer, MS);
      },
    });
    const sim = new Simulation(tinyModel({ nodes: { a: kind } }));
    sim.advance(10 * MS);
    const copy = copyWorld(sim.world);
    sim.advance(20 * MS);
    const whole = canonicalWorld(copyWorld(sim.world));
    sim.restore(copyWorld(copy));
    sim.advance(15 * MS);
    const log = (sim.world.nodes[0].state as { log: AppendLog<number> }).log;
    expect([log.length, logItem(log, 15)]).toEqual([15, undefined]);
    sim.advance(20 * MS);
    expect(canonicalWorld(sim.world)).toStrictEqual(whole);
    expect((copy.nodes[0].state as { log: AppendLog<number> }).log.length).toBe(10);
  });
});

describe('the load balancing scenario under faults', () => {
  const inputs = [
    at(2_000, 'crash', 's1'),
    during(3_000, 9_000, 'slow', 's2', 6),
    during(4_000, 7_000, 'pause', 's3'),
    during(5_000, 6_000, 'cut', 'lb<->s4'),
    at(6_500, 'join', 's5'),
    at(7_500, 'set', 'lb.strategy', 'leastConnections'),
    during(8_000, 12_000, 'spike', 'clients', 4),
    during(9_500, 11_000, 'loss', 'lb->s2', 0.3),
    at(10_500, 'leave', 's5'),
    at(13_000, 'heal'),
  ];
  const model = buildModel(lab.scenario, { 'lb.breaker': true });
  const start = (): Simulation => {
    const sim = new Simulation(model);
    sim.setInputs(inputs);
    return sim;
  };

  it('[K-P1] [K-R2] GT INV-2: is plain data at every moment, and keeps its books', () => {
    const refused: string[] = [];
    const sim = start();
    sim.onRefusal = (_input, sentence) => refused.push(sentence);
    for (let ms = 0; ms <= 16_000; ms += 250) {
      sim.advance(ms * MS);
      expect(findImpurities(sim.world)).toEqual([]);
      expect(conservationProblems(sim)).toEqual([]);
    }
    expect(refused).toEqual([]);
  });

  it('[K-P2] GT INV-4: from any checkpoint to the same end', () => {
    const whole = start();
    const copies = [0, 1, 2.5, 4.2, 5.5, 7, 8.3, 10.6, 13].map((sec) => {
      whole.advance(sec * SEC);
      return copyWorld(whole.world);
    });
    whole.advance(16 * SEC);
    const end = canonicalWorld(whole.world);
    const other = start();
    for (const copy of copies) {
      other.restore(copyWorld(copy));
      other.advance(16 * SEC);
      expect(other.hashHex()).toBe(whole.hashHex());
      expect(canonicalWorld(other.world)).toStrictEqual(end);
    }
  });
});
