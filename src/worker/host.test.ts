import { describe, expect, it, vi } from 'vitest';
import { LINK_FRAME_STRIDE, MESSAGE_STRIDE, PROTOCOL_VERSION } from '../protocol/messages';
import { currentBranch } from '../run/log';
import { Session } from '../run/session';
import type { Claims } from '../scenario/types';
import { chainSpec, Rig, rigWithRun } from './testing/rig';

const SECOND_US = 1_000_000;

/** A run that has been played for a while. */
async function rigAt(us: number): Promise<Rig> {
  const rig = await rigWithRun();
  await rig.ask('runUntil', { us });
  return rig;
}

async function summaryAt(us: number) {
  const rig = await rigAt(us);
  return rig.ask('summary', {});
}

it('says at the start which messages it speaks', () => {
  expect(new Rig().posted).toEqual([{ type: 'ready', version: PROTOCOL_VERSION }]);
});

describe('opening', () => {
  it('tells of the nodes, links, knobs and metrics of the scenario', async () => {
    const opened = await new Rig().ask('open', { lab: 'none', spec: chainSpec(), at: null });
    expect(opened.nodes.map(({ id, kind }) => [id, kind])).toEqual([
      ['clients', 'traffic-source'],
      ['front', 'service'],
      ['back', 'service'],
    ]);
    expect(opened.links).toEqual([
      { from: 'clients', to: 'front' },
      { from: 'front', to: 'clients' },
      { from: 'front', to: 'back' },
      { from: 'back', to: 'front' },
    ]);
    expect(opened.params.service.workers).toMatchObject({ type: 'number', integer: true });
    expect(opened.metrics.length).toBeGreaterThan(0);
  });

  it('takes a run up again at the very moment where another worker left it', async () => {
    const first = await rigAt(2 * SECOND_US);
    await first.ask('act', { action: 'crash', target: 'back', args: [] });
    for (let i = 0; i < 40; i++) first.tick(16, 1);
    for (let i = 0; i < 7; i++) await first.ask('step', { grain: 'event', back: false, focus: null });
    const { position } = first.lastFrame;
    const { traceHash } = await first.ask('summary', {});
    const { log } = await first.ask('act', { action: 'heal', target: '', args: [] });

    const second = new Rig();
    await second.ask('open', { lab: 'none', spec: chainSpec({ log }), at: position });
    second.tick(0, 1);
    expect(second.lastFrame.position).toEqual(position);
    expect((await second.ask('summary', {})).traceHash).toBe(traceHash);
  });

  it('takes a run up between two events of the same moment', async () => {
    const rig = await rigWithRun();
    let before = -1;
    let position = { branch: 'b0', us: 0, events: 0 };
    while (before !== position.us) {
      before = position.us;
      ({ position } = await rig.ask('step', { grain: 'event', back: false, focus: null }));
    }
    const between = { ...position, events: position.events - 1 };
    const second = new Rig();
    await second.ask('open', { lab: 'none', spec: chainSpec(), at: between });
    second.tick(0, 1);
    expect(second.lastFrame.position).toEqual(between);
  });

  it('refuses a scenario that makes no sense, in a sentence that names what is wrong, and stays alive', async () => {
    const rig = await rigWithRun();
    const wrong = chainSpec({ knobs: { 'front.workers': -4 } });
    const answer = await rig.reply({ type: 'open', lab: 'none', spec: wrong, at: null }, 2);
    expect(answer).toMatchObject({
      ok: false,
      fatal: false,
      problem: expect.stringContaining('workers') as string,
    });
    rig.tick(10, 1);
    expect(rig.lastFrame.position.us).toBe(10_000);
  });
});

describe('stepping', () => {
  it('goes on by one event, and back by one to the same moment', async () => {
    const rig = await rigAt(SECOND_US);
    const one = await rig.ask('step', { grain: 'event', back: false, focus: null });
    const { traceHash } = await rig.ask('summary', {});
    const two = await rig.ask('step', { grain: 'event', back: false, focus: null });
    expect(two.position.events).toBe(one.position.events + 1);
    const back = await rig.ask('step', { grain: 'event', back: true, focus: null });
    expect(back).toEqual(one);
    expect((await rig.ask('summary', {})).traceHash).toBe(traceHash);
    expect(rig.lastFrame.position).toEqual(one.position);
  });

  it('says at the start that there is nothing to go back to', async () => {
    const rig = await rigWithRun();
    for (const grain of ['event', 'meaningful'] as const) {
      const { moved } = await rig.ask('step', { grain, back: true, focus: null });
      expect(moved).toBe(false);
    }
  });

  it('goes on to the next thing that matters: here the fault', async () => {
    const rig = await rigAt(SECOND_US);
    await rig.ask('act', { action: 'cut', target: 'front<->back', args: [] });
    const { position, moved } = await rig.ask('step', { grain: 'meaningful', back: false, focus: null });
    expect(moved).toBe(true);
    expect(position.us).toBe(SECOND_US + 1);
  });

  it('goes on to the next message for the chosen node, and back to the one before', async () => {
    const rig = await rigAt(SECOND_US);
    const { position } = await rig.ask('step', { grain: 'meaningful', back: false, focus: 'back' });
    const [row] = await rig.ask('trace', { before: null, limit: 1, kinds: ['deliver'] });
    expect(row).toMatchObject({ node: 'back', event: position.events, atUs: position.us });
    await rig.ask('step', { grain: 'meaningful', back: false, focus: 'back' });
    const back = await rig.ask('step', { grain: 'meaningful', back: true, focus: 'back' });
    expect(back.position).toEqual(position);
  });

  it('makes frames of an older generation stale', async () => {
    const rig = await rigWithRun();
    rig.tick(16, 1);
    const { generation } = rig.lastFrame;
    await rig.ask('step', { grain: 'event', back: false, focus: null });
    expect(rig.lastFrame.generation).toBeGreaterThan(generation);
  });
});

describe('running until a time', () => {
  it('ends exactly there', async () => {
    const rig = await rigWithRun();
    const { position } = await rig.ask('runUntil', { us: 3_210_987 });
    expect(position.us).toBe(3_210_987);
    expect(rig.lastFrame.position).toEqual(position);
  });

  it('answers what is asked in the meantime', async () => {
    const rig = await rigWithRun();
    rig.lookMs = 3;
    const run = rig.reply({ type: 'runUntil', us: 60 * SECOND_US });
    const { untilUs } = await rig.ask('summary', {});
    expect(untilUs).toBeLessThan(60 * SECOND_US);
    expect(await run).toMatchObject({ ok: true, value: { position: { us: 60 * SECOND_US } } });
  });

  it('gives signs of life on the way, a few a second', async () => {
    const rig = await rigWithRun();
    rig.lookMs = 5;
    const sinceMs = rig.nowMs;
    await rig.ask('runUntil', { us: 120 * SECOND_US });
    const seconds = (rig.nowMs - sinceMs) / 1000;
    expect(seconds).toBeGreaterThan(0.6);
    expect(rig.frames.length - 1).toBeGreaterThanOrEqual(Math.floor(seconds * 3));
    expect(rig.frames.length - 1).toBeLessThanOrEqual(Math.ceil(seconds * 4));
  });

  it('ends early when the run is closed', async () => {
    const rig = await rigWithRun();
    rig.lookMs = 3;
    const run = rig.reply({ type: 'runUntil', us: 600 * SECOND_US });
    await rig.ask('close', {});
    const answer = await run;
    expect(answer).toMatchObject({ ok: true, value: { moved: false } });
    expect(rig.busy).toBe(false);
  });
});

describe('acting', () => {
  it('at the newest moment does not fork', async () => {
    const rig = await rigAt(SECOND_US);
    const { forked, log } = await rig.ask('act', { action: 'crash', target: 'back', args: [] });
    expect(forked).toBe(false);
    expect(currentBranch(log).inputs).toMatchObject([
      { action: 'crash', target: 'back', atUs: SECOND_US + 1 },
    ]);
    rig.tick(0, 1);
    expect(rig.lastFrame.clips).toMatchObject([{ input: { action: 'crash' }, endsAtUs: null }]);
    rig.nowMs += 100;
    rig.tick(100, 1);
    expect(rig.lastFrame.faces.find(({ id }) => id === 'back')).toMatchObject({ life: 'down' });
  });

  it('in the past opens a branch, and the old future can be returned to', async () => {
    const rig = await rigAt(3 * SECOND_US);
    await rig.ask('seek', { us: SECOND_US });
    const { forked, log } = await rig.ask('act', { action: 'crash', target: 'back', args: [] });
    expect(forked).toBe(true);
    expect(log.branches.map(({ id, forkAtUs, headUs }) => [id, forkAtUs, headUs])).toEqual([
      ['b0', 0, 3 * SECOND_US],
      ['b1', SECOND_US, SECOND_US],
    ]);
    await rig.ask('runUntil', { us: 3 * SECOND_US });
    expect(rig.lastFrame).toMatchObject({ position: { branch: 'b1' }, headUs: 3 * SECOND_US });
    const plain = await summaryAt(3 * SECOND_US);
    expect((await rig.ask('summary', {})).traceHash).not.toBe(plain.traceHash);

    const { position } = await rig.ask('switchBranch', { branch: 'b0' });
    expect(position).toMatchObject({ branch: 'b0', us: 3 * SECOND_US });
    expect((await rig.ask('summary', {})).traceHash).toBe(plain.traceHash);
    expect(rig.lastFrame.clips).toEqual([]);
  });

  it.each([
    ['an action that is not known', 'tickle', 'back', []],
    ['a node that is not there', 'crash', 'nobody', []],
    ['an argument out of range', 'slow', 'back', [-1]],
    ['no argument', 'latency', 'front->back', []],
    ['not a link', 'cut', 'front', []],
    ['not a knob', 'set', 'back.colour', [3]],
    ['a value out of range', 'set', 'back.workers', [0.5]],
    ['no such message', 'drop', 'front->back#999999', []],
  ])('%s is refused once, in a sentence, and the run goes on', async (_what, action, target, args) => {
    const rig = await rigAt(SECOND_US);
    await rig.ask('act', { action, target, args });
    rig.tick(100, 1);
    expect(rig.lastFrame.refusals).toEqual([expect.stringMatching(/^.{5,}\.$/)]);
    rig.tick(100, 1);
    expect(rig.lastFrame.refusals).toEqual([]);
    expect(rig.lastFrame.position.us).toBe(SECOND_US + 200_000);
  });
});

describe('asking', () => {
  it('about a message in flight gives its journey; about one that is not, nothing', async () => {
    const rig = await rigAt(SECOND_US);
    const { position } = await rig.ask('step', { grain: 'meaningful', back: false, focus: 'back' });
    const [row] = await rig.ask('trace', { before: position.events + 1, limit: 1, kinds: ['deliver'] });
    await rig.ask('step', { grain: 'event', back: true, focus: null });
    rig.tick(0, 0.02);
    const { messages, links } = rig.lastFrame;
    expect(links.length / LINK_FRAME_STRIDE).toBe(4);
    const rows = Array.from({ length: messages.length / MESSAGE_STRIDE }, (_, i) =>
      messages.slice(i * MESSAGE_STRIDE, (i + 1) * MESSAGE_STRIDE),
    );
    const [link, number] = rows.find(([, , , arrivesAtUs]) => arrivesAtUs === row.atUs) ?? [];
    const details = await rig.ask('message', { link, number });
    expect(details).toMatchObject({ to: 'back', from: 'front', arrivesAtUs: row.atUs });
    expect(details?.name).toBe(`front->back#${String(number)}`);
    expect(await rig.ask('message', { link, number: 999_999 })).toBeNull();
    expect(await rig.ask('message', { link: 99, number: 1 })).toBeNull();
  });

  it('about a node gives its inside as of now', async () => {
    const rig = await rigAt(SECOND_US);
    expect(await rig.ask('inspect', { node: 'back' })).toMatchObject({ id: 'back' });
  });

  it('for a chart never shows the future, even when it has been run', async () => {
    const rig = await rigAt(3 * SECOND_US);
    await rig.ask('seek', { us: SECOND_US });
    const series = [{ label: 'sent', metric: 'requests.completed', stat: 'rate' as const }];
    const specs = [{ id: 'c', title: 'c', unit: '', help: '', series }];
    const ask = { specs, fromUs: 0, toUs: 10 * SECOND_US, maxPoints: 500 };
    const [chart] = await rig.ask('charts', ask);
    const times = chart.lines.flatMap(({ points }) => Array.from(points).filter((_, i) => i % 2 === 0));
    expect(times.length).toBeGreaterThan(2);
    expect(Math.max(...times)).toBeLessThanOrEqual(1);
  });
});

describe('a request that cannot be met is answered with a sentence, and the run goes on', () => {
  it.each([
    ['an unknown request', { type: 'dance' }, 'There is no request called dance.'],
    ['an unknown branch', { type: 'switchBranch', branch: 'b9' }, 'There is no branch called b9.'],
    ['an unknown node', { type: 'inspect', node: 'nobody' }, 'There is no node called nobody.'],
    ['a time that is none', { type: 'seek', us: NaN }, 'There is no moment NaN.'],
    ['a time that never comes', { type: 'runUntil', us: Infinity }, 'There is no moment Infinity.'],
    ['an event that is none', { type: 'seek', us: 0, events: NaN }, 'There is no moment NaN.'],
    [
      'a claim that is not there',
      { type: 'judge', lab: 'x', experiment: 'toString', beside: null },
      'There is no claim for toString.',
    ],
  ])('%s', async (_what, message, problem) => {
    const rig = await rigAt(SECOND_US);
    expect(await rig.reply(message)).toMatchObject({ ok: false, problem, fatal: false });
    rig.tick(50, 1);
    expect(rig.lastFrame.position.us).toBe(SECOND_US + 50_000);
  });

  it('one about a run that is not open', async () => {
    const rig = await rigWithRun();
    const answer = await rig.reply({ type: 'summary' }, 7);
    expect(answer).toMatchObject({ ok: false, problem: 'That run is not open any more.', fatal: false });
  });

  it('one that needs code which cannot be loaded, such as claims', async () => {
    const rig = new Rig(() => Promise.reject(new Error('The network is away.')));
    await rig.ask('open', { lab: 'none', spec: chainSpec(), at: null });
    const answer = await rig.reply({ type: 'judge', lab: 'x', experiment: 'y', beside: null });
    const problem = 'A part of the simulator could not be loaded. Try again, or reload the page.';
    expect(answer).toMatchObject({ ok: false, problem, fatal: false });
  });
});

describe('a run that throws', () => {
  it('in a request is told to be broken', async () => {
    const rig = await rigWithRun();
    const spy = vi.spyOn(Session.prototype, 'stepEvent').mockImplementation(() => {
      throw new Error('A node went mad.');
    });
    const answer = await rig.reply({ type: 'step', grain: 'event', back: false, focus: null });
    spy.mockRestore();
    expect(answer).toMatchObject({ ok: false, problem: 'A node went mad.', fatal: true });
  });

  it('while it runs until a time is told to be broken', async () => {
    const rig = await rigWithRun();
    const spy = vi.spyOn(Session.prototype, 'advance').mockImplementation(() => {
      throw new Error('A node went mad.');
    });
    const answer = await rig.reply({ type: 'runUntil', us: SECOND_US });
    spy.mockRestore();
    expect(answer).toMatchObject({ ok: false, problem: 'A node went mad.', fatal: true });
  });

  it('at a tick is reported once, without a frame, and does not keep the others from running', async () => {
    const rig = await rigWithRun();
    await rig.ask('open', { lab: 'none', spec: chainSpec(), at: null }, 2);
    const spy = vi.spyOn(Session.prototype, 'advance').mockImplementationOnce(() => {
      throw new Error('A node went mad.');
    });
    rig.tick(16, 1, 1);
    rig.tick(16, 1, 2);
    spy.mockRestore();
    expect(rig.posted.filter(({ type }) => type === 'failed')).toEqual([
      { type: 'failed', run: 1, problem: 'A node went mad.' },
    ]);
    expect(rig.frames.map(({ run }) => run)).toEqual([2]);
  });
});

describe('two runs at once', () => {
  it('go on apart from each other, each frame with the name of its run', async () => {
    const rig = await rigWithRun();
    await rig.ask('open', { lab: 'none', spec: chainSpec({ seed: 4 }), at: null }, 2);
    rig.tick(16, 1);
    await rig.ask('runUntil', { us: 2 * SECOND_US }, 2);
    expect(rig.lastFrame).toMatchObject({ run: 2, position: { us: 2 * SECOND_US } });
    rig.tick(16, 1);
    expect(rig.lastFrame).toMatchObject({ run: 1, position: { us: 32_000 } });
    const other = await rigWithRun(chainSpec({ seed: 4 }));
    await other.ask('runUntil', { us: 2 * SECOND_US });
    const [beside, alone] = [await rig.ask('summary', {}, 2), await other.ask('summary', {})];
    expect(beside.traceHash).toBe(alone.traceHash);
  });

  it('are judged together, as they stand', async () => {
    const claim: Claims[string] = (run, other) => ({
      held: run.untilSec === 1 && other.untilSec === 2,
      says: `${String(run.untilSec)} and ${String(other.untilSec)}`,
    });
    const claims: Record<string, Claims> = { mine: { both: claim } };
    const rig = new Rig((lab) => Promise.resolve(claims[lab]));
    for (const run of [1, 2]) {
      await rig.ask('open', { lab: 'mine', spec: chainSpec(), at: null }, run);
      await rig.ask('runUntil', { us: run * SECOND_US }, run);
    }
    const ask = { lab: 'mine', experiment: 'both' };
    expect(await rig.ask('judge', { ...ask, beside: 2 })).toEqual({ held: true, says: '1 and 2' });
    expect(await rig.ask('judge', { ...ask, beside: null })).toEqual({ held: false, says: '1 and 1' });
    expect(await rig.reply({ type: 'judge', ...ask, beside: 3 })).toMatchObject({ ok: false, fatal: false });
  });

  it('stay apart when one is closed: no frame and no answer of it any more', async () => {
    const rig = await rigWithRun();
    await rig.ask('open', { lab: 'none', spec: chainSpec(), at: null }, 2);
    await rig.ask('close', {}, 2);
    rig.tick(16, 1, 2);
    expect(rig.frames).toEqual([]);
    expect(await rig.reply({ type: 'summary' }, 2)).toMatchObject({ ok: false });
    rig.tick(16, 1, 1);
    expect(rig.lastFrame.run).toBe(1);
  });

  it('closed in the middle of catching up, a run is heard of no more', async () => {
    const rig = await rigWithRun();
    rig.lookMs = 3;
    rig.send(100, 1000);
    await rig.ask('close', {});
    while (rig.busy) rig.goOn();
    expect(rig.frames).toEqual([]);
    expect(rig.posted.some(({ type }) => type === 'failed')).toBe(false);
  });
});
