import { describe, expect, it } from 'vitest';
import type { Outcome } from '../scenario/outcome';
import { Searcher, type Hit, type SearchPlan } from '../run/search';
import { shardOf } from '../run/seeds';
import { shrunk } from '../run/shrink';
import { chain } from '../run/testing/sessions';
import { Rig } from './testing/rig';

// Hundreds of runs take their time when the machine is busy.

const lost: Outcome = {
  id: 'lost',
  title: 'A lost call',
  help: 'A call dies with its callee.',
  when: { metric: 'back.requests.lost', above: 0 },
};
const plan: SearchPlan = {
  scenario: chain,
  knobs: {},
  outcome: lost,
  untilUs: 5_000_000,
  maxFaults: 4,
  healed: false,
};
const seeds = shardOf(25, 400, 1, 1);

describe('a search in a worker', () => {
  it('finds and shrinks what a search at home does', async () => {
    const rig = new Rig();
    await rig.ask('openSearch', { plan });
    const searched = await rig.ask('searchSeeds', { seeds, budgetMs: Infinity });
    const searcher = new Searcher(plan);
    expect(searched).toEqual(searcher.search(seeds));
    const hit = searched.hit as Hit;
    const small = await rig.ask('shrinkHit', { hit, budgetMs: Infinity });
    expect(small).toEqual({ hit: shrunk(searcher, hit), done: true });
  });

  it('goes on in slices, each asked for anew', async () => {
    const rig = new Rig();
    // Every look at the clock takes 10 ms: a slice of 15 ms has time for two runs.
    rig.lookMs = 10;
    await rig.ask('openSearch', { plan: { ...plan, maxFaults: 0 } });
    expect(await rig.ask('searchSeeds', { seeds, budgetMs: 15 })).toEqual({ tried: 2, hit: null });
    await rig.ask('openSearch', { plan });
    const { hit } = await rig.ask('searchSeeds', { seeds, budgetMs: Infinity });
    let slices = 1;
    let answer = await rig.ask('shrinkHit', { hit, budgetMs: 15 });
    for (; !answer.done; slices++) answer = await rig.ask('shrinkHit', { hit: null, budgetMs: 15 });
    expect(slices).toBeGreaterThan(3);
    expect(answer.hit).toEqual(shrunk(new Searcher(plan), hit as Hit));
  });

  it('that makes no sense is refused in a sentence, and breaks nothing', async () => {
    const rig = new Rig();
    const wrong = { ...plan, outcome: { ...lost, when: { metric: 'nothing', above: 0 } } };
    const sentence = 'The outcome lost names a metric that does not exist: nothing.';
    const refused = { ok: false, fatal: false };
    expect(await rig.reply({ type: 'openSearch', plan: wrong })).toMatchObject({
      ...refused,
      problem: sentence,
    });
    const notOpen = await rig.reply({ type: 'searchSeeds', seeds, budgetMs: 1 });
    expect(notOpen).toMatchObject({ ...refused, problem: 'That search is not open any more.' });
    await rig.ask('openSearch', { plan });
    expect(await rig.reply({ type: 'shrinkHit', hit: null, budgetMs: 1 })).toMatchObject(refused);
  });
});
