import { describe, expect, it } from 'vitest';
import { unaffectedBy } from '../kernel/contract';
import { Simulation } from '../kernel/simulation';
import { buildModel } from '../scenario/build';
import { formatInput, parseInput } from '../scenario/words';
import { drawSchedule, faultMenu, gridUs, healedAtUs, valuesOf } from './schedule';
import { balancing, chain } from './testing/sessions';

const model = buildModel(balancing);
const RULES = { untilUs: 20_000_000, maxFaults: 4, healed: false };
const SEEDS = Array.from({ length: 400 }, (_, index) => index);

const draw = (change: Partial<typeof RULES> = {}, menu = faultMenu(model, change.healed ?? false)) =>
  SEEDS.map((seed) => drawSchedule(menu, { ...RULES, ...change }, seed));

describe('a drawn schedule', () => {
  it('is the same for the same seed, and another for another', () => {
    const texts = draw().map((inputs) => inputs.map(formatInput).join(', '));
    expect(draw().map((inputs) => inputs.map(formatInput).join(', '))).toEqual(texts);
    expect(new Set(texts.filter((text) => text !== '')).size).toBeGreaterThan(300);
  });

  it('has from none to as many faults as wanted, in order, within the run', () => {
    const all = draw();
    expect(new Set(all.map(({ length }) => length))).toEqual(new Set([0, 1, 2, 3, 4]));
    for (const inputs of all) {
      expect(inputs.map(({ atUs }) => atUs)).toEqual(inputs.map(({ atUs }) => atUs).sort((a, b) => a - b));
      expect(new Set(inputs.map(({ id }) => id)).size).toBe(inputs.length);
      for (const { atUs, untilUs } of inputs) {
        expect(atUs).toBeGreaterThan(0);
        expect(untilUs ?? RULES.untilUs).toBeGreaterThan(atUs);
        expect(untilUs ?? 0).toBeLessThanOrEqual(RULES.untilUs);
        expect(atUs % gridUs(RULES.untilUs)).toBe(0);
      }
    }
    expect(draw({ maxFaults: 0 }).flat()).toEqual([]);
  });

  it('healed: every fault ends while a fifth of the run is to come', () => {
    for (const inputs of draw({ healed: true })) {
      expect(healedAtUs(inputs)).toBeLessThanOrEqual(16_000_000);
      expect(inputs.filter(({ action }) => action === 'do')).toEqual([]);
    }
    expect(draw().filter((inputs) => healedAtUs(inputs) === Infinity).length).toBeGreaterThan(50);
  });

  it('can be said in words that mean the same', () => {
    for (const input of draw().flat()) {
      expect(parseInput(formatInput(input), input.id)).toEqual({ ok: true, value: input });
    }
  });

  it('does something each time: no input is refused by a system at rest', () => {
    const untouched = draw()
      .flat()
      .filter(({ action }) => action !== 'do');
    const refused = new Set<string>();
    for (const input of untouched.slice(0, 300)) {
      const sim = new Simulation(model);
      sim.onRefusal = (_input, sentence) => refused.add(sentence);
      sim.setInputs([{ ...input, atUs: 1000, untilUs: null }]);
      sim.advance(1000);
    }
    expect([...refused]).toEqual([]);
  });
});

describe('what can go wrong', () => {
  const faults = faultMenu(model, false).flat();

  it('is about nodes that are there, the links between them, traffic and what nodes can do themselves', () => {
    const actions = new Set(faults.map(({ action }) => action));
    expect([...actions].sort()).toEqual(
      'crash cut do drift duplicate isolate latency loss partition pause reorder slow spike'.split(' '),
    );
    expect(faults.filter(({ target }) => /\bs5\b/.test(target))).toEqual([]);
    expect(faults.filter(({ action, target }) => target === 'clients' && action !== 'spike')).toEqual([]);
  });

  it('leaves out what changes nothing', () => {
    for (const { action, target } of faults) {
      const node = model.nodes.find(({ id }) => id === target);
      if (node) expect(unaffectedBy(node.kind, node.params)).not.toHaveProperty(action);
    }
  });

  it('names both ways of a link together once, and each way', () => {
    const cuts = faultMenu(buildModel(chain), false)
      .flat()
      .filter(({ action }) => action === 'cut')
      .map(({ target }) => target);
    expect(cuts.sort()).toEqual([
      'back->front',
      'back<->front',
      'clients->front',
      'clients<->front',
      'front->back',
      'front->clients',
    ]);
  });

  it('goes from mild to severe', () => {
    expect(valuesOf('loss')).toEqual([...valuesOf('loss')].sort());
    expect(valuesOf('crash')).toEqual([]);
  });
});

describe('gridUs', () => {
  it('is whole milliseconds, a two-hundredth of the run', () => {
    expect([20_000_000, 1_500_000, 1_000].map(gridUs)).toEqual([100_000, 7_000, 1_000]);
  });
});
