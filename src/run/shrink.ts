/**
 * Shrinks the faults of a hit to what is needed: after Zeller and Hildebrandt, *Simplifying and Isolating
 * Failure-Inducing Input* (2002). The seed stays; every step is a run in which the outcome still comes.
 */
import { ACTIONS, parseSides, type ActionName, type Input } from '../kernel/input';
import { US_PER_S } from '../kernel/time';
import { gridUs, valuesOf } from './schedule';
import type { Hit, Searcher } from './search';

/** Runs made at most. */
const MOST_RUNS = 400;

/** One way of making a schedule simpler: candidates, the simplest first. Taking one always leads nearer to an end. */
type Pass = (hit: Hit, grid: number) => Iterable<readonly Input[]>;

const PASSES: readonly Pass[] = [withoutSome, shorter, milder, smaller, rounder];

/** Shrinks a hit; gives the simplest so far after each run, so that whoever asks can stop or wait. */
export function* shrink(searcher: Searcher, found: Hit): Generator<Hit, Hit, undefined> {
  const grid = gridUs(searcher.plan.untilUs);
  let hit = found;
  let runs = 0;
  /** The first candidate of a pass in which the outcome stays; null when there is none. */
  function* simpler(pass: Pass): Generator<Hit, Hit | null, undefined> {
    for (const inputs of pass(hit, grid)) {
      if (++runs > MOST_RUNS) return null;
      const atUs = searcher.firstUs(hit.seed, inputs);
      if (atUs >= 0) return { seed: hit.seed, atUs, inputs };
      yield hit;
    }
    return null;
  }
  // What a later pass has simplified may let an earlier one go on.
  for (let changed = true; changed;) {
    changed = false;
    for (const pass of PASSES) {
      for (let next = yield* simpler(pass); next !== null; next = yield* simpler(pass)) {
        hit = next;
        changed = true;
        yield hit;
      }
    }
  }
  return hit;
}

/** The result of shrinking to the end. */
export function shrunk(searcher: Searcher, found: Hit): Hit {
  const steps = shrink(searcher, found);
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Without all, a half, a quarter … and each of the faults. */
function* withoutSome({ inputs }: Hit): Generator<readonly Input[]> {
  for (let size = inputs.length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < inputs.length; from += size) {
      yield inputs.filter((_, index) => index < from || index >= from + size);
    }
  }
}

function withInput(inputs: readonly Input[], index: number, change: Partial<Input>): Input[] {
  return inputs
    .map((input, i) => (i === index ? { ...input, ...change } : input))
    .sort((a, b) => a.atUs - b.atUs);
}

/** With one clip cut off at the hit, or left with its first or last half or three quarters. */
function* shorter({ inputs, atUs: hitUs }: Hit, grid: number): Generator<readonly Input[]> {
  for (const [index, { action, atUs, untilUs }] of inputs.entries()) {
    if (!ACTIONS[action as ActionName].lasts) continue;
    const hitEndUs = (Math.floor(hitUs / grid) + 1) * grid;
    if (untilUs === null || untilUs > hitEndUs) {
      if (hitEndUs > atUs) yield withInput(inputs, index, { untilUs: hitEndUs });
      continue;
    }
    const steps = Math.round((untilUs - atUs) / grid);
    for (const less of new Set([Math.floor(steps / 2), Math.floor(steps / 4)])) {
      if (less < 1) continue;
      yield withInput(inputs, index, { untilUs: untilUs - less * grid });
      yield withInput(inputs, index, { atUs: atUs + less * grid });
    }
  }
}

/** With a milder value of one fault: the mildest first. */
function* milder({ inputs }: Hit): Generator<readonly Input[]> {
  for (const [index, { action, args }] of inputs.entries()) {
    const values = valuesOf(action);
    for (const value of values.slice(0, Math.max(0, values.indexOf(args[0])))) {
      yield withInput(inputs, index, { args: [value] });
    }
  }
}

/** With one fault on one way of its link, a partition without one of its nodes, or a cut in place of the last two. */
function* smaller({ inputs }: Hit): Generator<readonly Input[]> {
  for (const [index, { target }] of inputs.entries()) {
    const [from, to] = target.split('<->');
    if (to) {
      yield withInput(inputs, index, { target: `${from}->${to}` });
      yield withInput(inputs, index, { target: `${to}->${from}` });
    }
    const sides = parseSides(target) ?? [];
    if (sides.flat().length === 2) {
      yield withInput(inputs, index, { action: 'cut', target: sides.flat().join('<->') });
    }
    for (const [which, side] of sides.entries()) {
      if (side.length < 2) continue;
      for (const gone of side) {
        const left = sides.map((ids, i) => (i === which ? ids.filter((id) => id !== gone) : ids));
        yield withInput(inputs, index, { target: left.map((ids) => ids.join(',')).join(' | ') });
      }
    }
  }
}

/** With one fault moved to a whole second, its length kept. */
function* rounder({ inputs }: Hit): Generator<readonly Input[]> {
  for (const [index, { atUs, untilUs }] of inputs.entries()) {
    const roundUs = Math.floor(atUs / US_PER_S) * US_PER_S;
    if (roundUs === atUs || roundUs === 0) continue;
    yield withInput(inputs, index, {
      atUs: roundUs,
      untilUs: untilUs === null ? null : untilUs - (atUs - roundUs),
    });
  }
}
