import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MomentFacts } from '../protocol/messages';
import { chain, chainActs } from '../run/testing/sessions';
import { MOMENT_VERSION, type Moment } from '../scenario/moment';
import { readShortMoment, shortMoment } from '../scenario/moment-link';
import { moments, smallMoment } from '../scenario/testing/moments';
import { chainSpec, Rig, rigWithRun } from './testing/rig';

/** The facts of a run as a moment that has been through a link. */
function sent({ log, position, hash }: MomentFacts): Moment {
  const { us, events } = position;
  const moment = { ...smallMoment, lab: 'chain', knobs: {}, seed: 3, log, us, events, hash };
  const read = readShortMoment('chain', MOMENT_VERSION, JSON.parse(shortMoment(moment)));
  if (!read.ok) throw new Error(read.problem);
  return read.value;
}

/** Opens a moment in a worker that knows nothing yet. */
async function opened(moment: Moment): Promise<Rig> {
  const rig = new Rig();
  const { log, us, events, seed, knobs } = moment;
  const spec = chainSpec({ log, seed, knobs });
  await rig.ask('open', { lab: 'chain', spec, at: { branch: log.current, us, events } });
  return rig;
}

const deeds = fc.array(
  fc.oneof(
    chainActs.map((act) => ({ type: 'act' as const, ...act })),
    fc.record({
      type: fc.constant('step' as const),
      grain: fc.constant('event' as const),
      back: fc.boolean(),
      focus: fc.constant(null),
    }),
    fc.record({ type: fc.constant('seek' as const), us: fc.integer({ min: 0, max: 3_000_000 }) }),
    fc.record({ type: fc.constant('runUntil' as const), us: fc.integer({ min: 0, max: 3_000_000 }) }),
  ),
  { minLength: 1, maxLength: 10 },
);

describe('a moment', () => {
  it('whatever was done before, is the same in another worker: hash, place and branches', async () => {
    await fc.assert(
      fc.asyncProperty(deeds, async (done) => {
        const rig = await rigWithRun();
        await rig.ask('runUntil', { us: 1_500_000 });
        for (const deed of done) await rig.reply(deed);
        const facts = await rig.ask('moment', {});
        const there = await opened(sent(facts));
        expect(await there.ask('moment', {})).toEqual(facts);
        // And what follows is the same too.
        await rig.ask('runUntil', { us: 4_000_000 });
        await there.ask('runUntil', { us: 4_000_000 });
        expect((await there.ask('moment', {})).hash).toBe((await rig.ask('moment', {})).hash);
      }),
      { numRuns: 30 },
    );
  }, 20_000);

  it('that is well formed can be opened and run, whatever its inputs are aimed at', async () => {
    const early = moments.map(({ log, ...rest }): Moment => {
      const soon = (us: number): number => us % 1_000_000;
      const branches = log.branches.map((branch) => ({
        ...branch,
        forkAtUs: soon(branch.forkAtUs),
        headUs: soon(branch.headUs),
        inputs: branch.inputs.map((input) => ({
          ...input,
          atUs: soon(input.atUs),
          untilUs: input.untilUs === null ? null : soon(input.atUs) + 1 + soon(input.untilUs),
          target: [input.target, 'back', 'front->back', 'back.workers'][input.atUs % 4] ?? 'back',
        })),
      }));
      return { ...rest, knobs: {}, seed: 3, us: 500_000, log: { ...log, branches } };
    });
    await fc.assert(
      fc.asyncProperty(early, async (moment) => {
        const rig = await opened(moment);
        await rig.ask('runUntil', { us: 2_000_000 });
        expect((await rig.ask('moment', {})).hash).toMatch(/^[0-9a-f]{16}$/);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a run that is taken up far from its beginning', () => {
  const far = { branch: 'b0', us: 20_000_000, events: 1_000_000 };

  it('gives signs of life on its way, and answers when it is there', async () => {
    const rig = new Rig();
    rig.lookMs = 100;
    await rig.ask('open', { lab: 'none', spec: chainSpec(), at: far });
    expect(rig.posted.filter(({ type }) => type === 'busy').length).toBeGreaterThan(2);
    expect(rig.frames).toEqual([]);
    expect((await rig.ask('moment', {})).position.us).toBe(far.us);
  });

  it('can be given up', async () => {
    const rig = new Rig();
    rig.lookMs = 10;
    rig.host.receive({ type: 'open', request: 900, run: 1, lab: 'none', spec: chainSpec(), at: far });
    rig.goOn();
    expect(await rig.answerTo(900)).toBeUndefined();
    await rig.ask('close', {});
    rig.goOn();
    expect(await rig.answerTo(900)).toMatchObject({
      ok: false,
      problem: 'it was stopped on its way.',
      fatal: false,
    });
    expect(await rig.reply({ type: 'moment' })).toMatchObject({ ok: false });
  });
});

describe('the scenario for a file', () => {
  it('has the knobs as they are told, and the seed of the run', async () => {
    const rig = await rigWithRun(chainSpec({ seed: 77 }));
    const scenario = await rig.ask('scenario', { knobs: { 'back.workers': 9 } });
    expect(scenario.seed).toBe(77);
    expect(scenario.nodes.find(({ id }) => id === 'back')?.params).toMatchObject({ workers: 9 });
    expect(scenario).toEqual({ ...chain, seed: 77, nodes: scenario.nodes, links: chain.links });
  });

  it('is refused with a knob that does not fit, and the run goes on', async () => {
    const rig = await rigWithRun();
    const answer = await rig.reply({ type: 'scenario', knobs: { 'back.wings': 2 } });
    expect(answer).toMatchObject({ ok: false, fatal: false });
  });
});
