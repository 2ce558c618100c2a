/** What every lab must be: whole, honest, alive, breakable and repeatable. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { invariants } from '../invariants/index';
import { paramProblem } from '../kernel/params';
import { US_PER_S } from '../kernel/time';
import { Simulation } from '../kernel/simulation';
import { copyWorld } from '../kernel/world';
import { nodeKinds } from '../nodes/index';
import { chartData } from '../run/charts';
import { experimentRun, judgeExperiment } from '../run/experiment';
import { outcomeProblem } from '../run/outcome';
import { Searcher } from '../run/search';
import { viewOf } from '../run/view';
import { buildModel } from '../scenario/build';
import { outcomesOf } from '../scenario/outcome';
import { checkScenario } from '../scenario/schema';
import { FAMILIES } from '../scenario/types';
import { labEntries } from './index';
import { DEED_SEC, deedsOf, HEALED_SEC, messageDeeds, WELL_SEC } from './testing/deeds';
import { GOLDEN_SEC, goldenText, keptGoldenText } from './testing/golden';
import { placesOfKnob } from './testing/knobs';
import { openLabs } from './testing/open-labs';
import {
  footprintOf,
  messagesInFlight,
  problemsOf,
  runFor,
  sessionOf,
  stateOf,
  usesIn,
  worldOf,
} from './testing/runs';
import { linksOf, partsOf, STORY_PARTS, wordCount } from './testing/story';

/** Runs take their time when the machine is busy. */
const PATIENT = { timeout: 60_000 };

const views = import.meta.glob('../app/views/*/index.tsx');

/** A file below `src/`. */
function sourceExists(file: string): boolean {
  return existsSync(fileURLToPath(new URL(`../${file}`, import.meta.url)));
}

function isSentence(text: string): boolean {
  return /^\p{Lu}.+[^.]\.$/su.test(text);
}

function expectUnique(names: readonly string[]): void {
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
}

const labs = await openLabs();

it('every card has a lab', () => {
  expect(labs.map(({ id }) => id)).toEqual(labEntries.map(({ id }) => id));
});

describe.each(labs)('$id: its data', PATIENT, ({ id, card, lab }) => {
  it('has a whole card', () => {
    expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(card.title).not.toBe('');
    expect(FAMILIES.map((family) => family.id)).toContain(card.family);
    expect(card.summary).toSatisfy(isSentence);
    expect(card.summary.slice(0, -1)).not.toContain('. ');
    expect(card.keywords.length).toBeGreaterThan(2);
    expectUnique(card.keywords);
  });

  it('has a scenario that can be run', () => {
    expect(checkScenario(structuredClone(lab.scenario))).toMatchObject({ ok: true });
    expect(() => buildModel(lab.scenario, {}, lab.scenario.seed, lab.invariants)).not.toThrow();
    for (const node of lab.scenario.nodes) {
      for (const [name, spec] of Object.entries(nodeKinds.get(node.kind)?.params ?? {})) {
        const value = node.params?.[name] ?? spec.default;
        expect(paramProblem(`${node.id}.${name}`, spec, value)).toBeNull();
      }
    }
  });

  it.each(lab.knobs)('turns $target within the range of its parameter', ({ target, range }) => {
    const places = placesOfKnob(lab, target);
    expect(places).not.toEqual([]);
    for (const { spec, value } of places) {
      if (range === undefined) continue;
      const [min, max] = range;
      expect(min).toBeLessThan(max);
      expect(value).toBeGreaterThanOrEqual(min);
      expect(value).toBeLessThanOrEqual(max);
      if (spec === null) continue;
      for (const end of range) expect(paramProblem(target, spec, end)).toBeNull();
    }
  });

  it('has no knob and no preset twice, and presets that fit', () => {
    expectUnique(lab.knobs.map(({ target }) => target));
    expectUnique((lab.presets ?? []).map((preset) => preset.id));
    for (const preset of lab.presets ?? []) {
      expect(preset.help).toSatisfy(isSentence);
      expect(() => buildModel(lab.scenario, preset.knobs)).not.toThrow();
    }
  });

  it('charts metrics that exist, and has something to draw', () => {
    const { model, sim, playheadUs } = runFor(lab, 5);
    expectUnique(lab.charts.map((chart) => chart.id));
    expect(lab.charts).not.toEqual([]);
    for (const chart of lab.charts) {
      const { lines } = chartData(model, sim.world.metrics, chart, 0, playheadUs, 600);
      const values = lines.flatMap(({ points }) => Array.from(points.filter((_, index) => index % 2 === 1)));
      expect(values.some((value) => Number.isFinite(value))).toBe(true);
      expect(chart.help).toSatisfy(isSentence);
    }
  });

  it('names views, invariants and code that exist', () => {
    for (const view of lab.views) expect(Object.keys(views)).toContain(`../app/views/${view}/index.tsx`);
    expect([undefined, ...lab.views]).toContain(lab.beside);
    for (const invariant of lab.invariants) expect([...invariants.keys()]).toContain(invariant);
    expect(lab.code).not.toEqual([]);
    expectUnique(lab.code.map(({ file }) => file));
    for (const { file } of lab.code) {
      expect(sourceExists(file), file).toBe(true);
      expect(file).not.toMatch(/\.test\.ts|\/testing\//);
    }
  });
});

describe.each(labs)('$id: its outcomes', PATIENT, ({ lab }) => {
  const declared = lab.outcomes ?? [];

  it('have ids of their own, a title and a sentence', () => {
    expectUnique(declared.map(({ id }) => id));
    for (const { id, title, help } of declared) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(title).toMatch(/^\p{Lu}.+[^.]$/u);
      expect(help).toSatisfy(isSentence);
    }
  });

  it('can be looked for, each promise included; without a fault no promise breaks and no other is always there', () => {
    const { scenario, invariants: promises } = lab;
    const model = buildModel(scenario, {}, scenario.seed, promises);
    for (const outcome of outcomesOf(declared, model.invariants)) {
      expect(outcomeProblem(outcome, model, promises)).toBeNull();
      const rules = { untilUs: 10 * US_PER_S, maxFaults: 0, healed: true };
      const searcher = new Searcher({ scenario, knobs: {}, outcome, ...rules });
      const hits = [1, 2, 3].map((seed) => searcher.tryOut(seed)).filter((hit) => hit !== null);
      expect(hits.length, outcome.id).toBeLessThan('invariant' in outcome.when ? 1 : 3);
    }
  });
});

describe.each(labs)('$id: its experiments', PATIENT, ({ lab, claims }) => {
  it('are three at least, one of them a comparison, each with a claim', () => {
    const ids = lab.experiments.map((experiment) => experiment.id);
    expectUnique(ids);
    expect(ids.length).toBeGreaterThanOrEqual(3);
    expect(lab.experiments.some(({ beside }) => beside !== undefined)).toBe(true);
    expect(Object.keys(claims).sort()).toEqual([...ids].sort());
  });

  it.each(lab.experiments)('$title: what it expects happens', (experiment) => {
    expect(experiment.expect).toSatisfy(isSentence);
    const known = lab.scenario.nodes.map((node) => node.id);
    for (const node of experiment.nodes ?? []) expect(known).toContain(node);
    const { held, says } = judgeExperiment(lab, experiment, claims);
    expect(held, says).toBe(true);
    expect(says).toMatch(/[^.]\.$/);
    expect(says).not.toMatch(/NaN|undefined|Infinity/);
    for (const beside of experiment.beside ? [false, true] : [false]) {
      expect(experimentRun(lab, experiment, beside).refusals.take()).toEqual([]);
    }
  });
});

describe.each(labs)('$id: its story', PATIENT, ({ lab, story }) => {
  it('tells all parts in their order, and is short', () => {
    expect(partsOf(story, 2).map(({ title }) => title)).toEqual(STORY_PARTS);
    for (const { title, text } of partsOf(story, 2)) expect(wordCount(text), title).toBeGreaterThan(8);
    expect(wordCount(story)).toBeGreaterThan(300);
    expect(wordCount(story)).toBeLessThan(900);
  });

  it('asks two or three questions, whose answers point at an experiment', () => {
    const questions = partsOf(partsOf(story, 2).at(-1)?.text ?? '', 3);
    expect([2, 3]).toContain(questions.length);
    for (const { title, text } of questions) {
      expect(title).toMatch(/\?$/);
      expect(text).toMatch(/\(#experiment:/);
    }
  });

  it('points only at things that exist, and lists the experiments', () => {
    const known = [
      '#experiments',
      ...lab.scenario.nodes.map((node) => `#node:${node.id}`),
      ...lab.charts.map((chart) => `#chart:${chart.id}`),
      ...lab.knobs.map(({ target }) => `#knob:${target}`),
      ...lab.experiments.map((experiment) => `#experiment:${experiment.id}`),
    ];
    const links = linksOf(story);
    expect(links.map(({ target }) => target).filter((target) => !known.includes(target))).toEqual([]);
    expect(links.map(({ target }) => target)).toContain('#experiments');
    for (const { text } of links) expect(text).not.toBe('');
  });
});

describe.each(labs)('$id: at rest', PATIENT, ({ lab }) => {
  it('is alive within one second', () => {
    expect(viewOf(runFor(lab, 1)).count('requests.completed')).toBeGreaterThan(0);
  });

  it('is healthy: no errors and every promise kept', () => {
    const session = runFor(lab, 10);
    const view = viewOf(session);
    expect(view.count('errorsPerSec')).toBe(0);
    for (const invariant of lab.invariants) expect(view.held(invariant), invariant).toBe(true);
    expect(session.refusals.take()).toEqual([]);
    expect(problemsOf(session)).toEqual([]);
  });
});

describe.each(labs)('$id: whatever is done to it', PATIENT, ({ lab }) => {
  const untouched = sessionOf(lab);
  untouched.advance(DEED_SEC * US_PER_S - 1);
  const deeds = [...deedsOf(lab), ...messageDeeds(messagesInFlight(untouched, 3))];
  untouched.advance(HEALED_SEC * US_PER_S - 1);
  const usual = footprintOf(untouched, DEED_SEC * US_PER_S);

  it.each(deeds)('$name: shows or is explained, and heals', ({ inputs, heals, showsOn, marks }) => {
    const session = sessionOf(lab, { inputs: [...inputs, `${String(HEALED_SEC)}s heal`] });
    session.advance(HEALED_SEC * US_PER_S - 1);
    const refusals = session.refusals.take().map(({ sentence }) => sentence);
    for (const sentence of refusals) expect(sentence).toMatch(/^\S.*\.$/);
    const marked = marks !== undefined && stateOf(session, marks) !== stateOf(untouched, marks);
    const due = !showsOn || usesIn(untouched, showsOn, DEED_SEC * US_PER_S);
    if (refusals.length === 0 && due && !marked) {
      expect(footprintOf(session, DEED_SEC * US_PER_S)).not.toBe(usual);
    }
    session.advance(WELL_SEC * US_PER_S);
    expect(problemsOf(session)).toEqual([]);
    if (!heals) return;
    const view = viewOf(session);
    expect(view.count('errorsPerSec', WELL_SEC - 5, WELL_SEC)).toBe(0);
    expect(view.count('requests.completed', WELL_SEC - 5, WELL_SEC)).toBeGreaterThan(0);
    expect(session.sim.world.nodes.filter(({ present, up }) => present && !up)).toEqual([]);
  });
});

describe.each(labs)('$id: again and again', PATIENT, ({ id, lab }) => {
  const [, node = ''] = lab.scenario.nodes.map((one) => one.id);
  const [{ between }] = lab.scenario.links;
  const disturbed = { inputs: [`4s..9s slow ${node} 3`, `6s cut ${between.join('->')}`, '8s heal'] };

  it('gives the same hash for the same seed, and another for another', () => {
    const hash = runFor(lab, 12, disturbed).sim.hashHex();
    expect(runFor(lab, 12, disturbed).sim.hashHex()).toBe(hash);
    expect(runFor(lab, 12, { ...disturbed, seed: lab.scenario.seed + 1 }).sim.hashHex()).not.toBe(hash);
  });

  it('gives the same world from a checkpoint', () => {
    const whole = runFor(lab, 12, disturbed);
    const part = runFor(lab, 7, disturbed);
    const sim = new Simulation(part.model);
    sim.restore(copyWorld(part.sim.world));
    sim.setInputs(part.branch.inputs);
    sim.advance(12 * US_PER_S);
    expect(sim.hashHex()).toBe(whole.sim.hashHex());
    part.advance(12 * US_PER_S);
    expect(worldOf(part)).toEqual(worldOf(whole));
  });

  it('gives the same world after going back and forth', () => {
    const session = runFor(lab, 12, { ...disturbed, lookMs: 7 });
    const [world, hash] = [worldOf(session), session.sim.hashHex()];
    session.seek(5 * US_PER_S);
    expect(session.sim.hashHex()).toBe(runFor(lab, 5, disturbed).sim.hashHex());
    for (let i = 0; i < 12; i++) session.stepEvent();
    const there = worldOf(session);
    for (let i = 0; i < 5; i++) session.stepEvent();
    for (let i = 0; i < 5; i++) session.stepEventBack();
    expect(worldOf(session)).toEqual(there);
    session.seek(12 * US_PER_S);
    expect(session.sim.hashHex()).toBe(hash);
    expect(worldOf(session)).toEqual(world);
  });

  it(`comes to the golden hashes after ${String(GOLDEN_SEC)} s`, () => {
    const text = goldenText(lab);
    expect(text).toBe(keptGoldenText(id, text));
  });
});
