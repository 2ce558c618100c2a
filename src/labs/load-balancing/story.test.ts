/** Figures in the story are those of the lab. */
import { describe, expect, it } from 'vitest';
import { US_PER_S } from '../../kernel/time';
import { nodeKinds } from '../../nodes/index';
import { experimentRun } from '../../run/experiment';
import { lab } from './lab';
import story from './story.md?raw';

/** A parameter of a node, as the lab starts. */
function valueOf(id: string, name: string): number {
  const node = lab.scenario.nodes.find((one) => one.id === id);
  return Number(node?.params?.[name] ?? nodeKinds.get(node?.kind ?? '')?.params[name].default);
}

describe('figures of the story', () => {
  it('say what a server can do, and what comes', () => {
    const perSec = (valueOf('s1', 'workers') * 1000) / valueOf('s1', 'serviceTimeMs');
    expect(story).toContain(`can answer ${String(perSec)} requests a second`);
    expect(story).toContain(`send ${String(valueOf('clients', 'ratePerSec'))}.`);
  });

  it('say when a dead server is out', () => {
    const ms =
      valueOf('lb', 'probeIntervalMs') * valueOf('lb', 'unhealthyThreshold') +
      valueOf('lb', 'probeTimeoutMs');
    expect(story).toContain(`at most ${String(ms / 1000)} s after the crash`);
  });

  it.each([
    ['same-server-twice', 'spares-the-busiest', false],
    ['sticky', 'sticky-clients', true],
  ])('say when the promise of %s breaks', (id, promise, beside) => {
    const experiment = lab.experiments.find((one) => one.id === id);
    if (!experiment) throw new Error(`There is no experiment called ${id}.`);
    const { model, sim, spec } = experimentRun(lab, experiment, beside);
    const index = model.invariants.findIndex((invariant) => invariant.id === promise);
    const brokenSec = sim.world.invariants[index].brokenAtUs / US_PER_S;
    expect(spec.seed).toBe(7);
    expect(story).toMatch(new RegExp(`with seed 7 .* after ${brokenSec.toFixed(1)} s`));
  });
});
