import { describe, expect, it } from 'vitest';
import type { LogChanged } from '../protocol/messages';
import { currentBranch } from '../run/log';
import { chainSpec, Rig, rigWithRun } from './testing/rig';

const SECOND_US = 1_000_000;

/** A run that has been played for a while, with a crash in it. */
async function rigWithCrash(): Promise<Rig> {
  const rig = await rigWithRun();
  await rig.ask('runUntil', { us: 2 * SECOND_US });
  await rig.ask('act', { action: 'crash', target: 'back', args: [], lastsUs: SECOND_US });
  await rig.ask('runUntil', { us: 6 * SECOND_US });
  return rig;
}

async function hashOf(rig: Rig): Promise<string> {
  return (await rig.ask('summary', {})).traceHash;
}

/** Asks several things at once. @returns the answers, when all are there */
async function allAtOnce(rig: Rig, messages: readonly object[]): Promise<LogChanged[]> {
  const requests = messages.map((message, i) => {
    const request = 1_000 + i;
    rig.host.receive({ ...message, run: 1, request } as Parameters<typeof rig.host.receive>[0]);
    return request;
  });
  const answers: LogChanged[] = [];
  for (const request of requests) {
    let found = await rig.answerTo(request);
    for (let i = 0; !found && i < 10_000; i++) {
      rig.goOn();
      found = await rig.answerTo(request);
    }
    if (!found?.ok) throw new Error('It was not answered.');
    answers.push(found.value as LogChanged);
  }
  return answers;
}

describe('changing the log', () => {
  it('replays, leaves the playhead where it is, and shows other clips and marks', async () => {
    const rig = await rigWithCrash();
    const before = await hashOf(rig);
    const answer = await rig.ask('editLog', {
      edit: { kind: 'time', id: 'i1', atUs: 4 * SECOND_US, untilUs: 5 * SECOND_US },
    });
    expect(answer.position).toMatchObject({ us: 6 * SECOND_US, branch: 'b0' });
    expect(currentBranch(answer.before).inputs[0].atUs).toBe(2 * SECOND_US + 1);
    expect(rig.lastFrame.clips?.map(({ input }) => input.atUs)).toEqual([4 * SECOND_US]);
    expect(rig.lastFrame.marksFrom).toBe(0);
    expect(rig.lastFrame.marks.filter(({ kind }) => kind === 'life').map(({ atUs }) => atUs)).toEqual([
      4 * SECOND_US,
      5 * SECOND_US,
    ]);
    expect(await hashOf(rig)).not.toBe(before);
    const undone = await rig.ask('setLog', { log: answer.before });
    expect(currentBranch(undone.log).inputs).toEqual(currentBranch(answer.before).inputs);
    expect(await hashOf(rig)).toBe(before);
  });

  it('what is asked meanwhile waits, on a machine however slow', async () => {
    const rig = await rigWithCrash();
    rig.lookMs = 20;
    const log = (await rig.ask('act', { action: 'heal', target: '', args: [] })).before;
    const asked = [3, 4, 3.5].map((sec) => ({
      type: 'editLog',
      edit: { kind: 'time', id: 'i1', atUs: sec * SECOND_US, untilUs: 5 * SECOND_US },
    }));
    const answers = await allAtOnce(rig, [
      ...asked,
      { type: 'step', grain: 'event', back: false, focus: null },
    ]);
    const times = answers.map(({ position }) => position.us);
    expect(times.slice(0, 3)).toEqual([6 * SECOND_US, 6 * SECOND_US, 6 * SECOND_US]);
    expect(times[3]).toBeGreaterThan(6 * SECOND_US);
    await rig.ask('setLog', { log });
    const fresh = new Rig();
    await fresh.ask('open', { lab: 'none', spec: chainSpec({ log }), at: null });
    const { us } = rig.lastFrame.position;
    await fresh.ask('runUntil', { us });
    await rig.ask('seek', { us });
    expect(await hashOf(rig)).toBe(await hashOf(fresh));
  });

  it('tells what happens beyond the playhead anew', async () => {
    const rig = await rigWithCrash();
    await rig.ask('seek', { us: SECOND_US });
    await rig.ask('editLog', { edit: { kind: 'mute', id: 'i1', muted: true } });
    expect(rig.lastFrame.position.us).toBe(SECOND_US);
    expect(rig.lastFrame.marks.filter(({ kind }) => kind === 'life')).toEqual([]);
    await rig.ask('editLog', { edit: { kind: 'mute', id: 'i1', muted: false } });
    expect(rig.lastFrame.marks.filter(({ kind }) => kind === 'life')).toHaveLength(2);
    expect(rig.lastFrame.headUs).toBe(6 * SECOND_US);
  });

  it('says what is wrong with an edit, and the run goes on', async () => {
    const rig = await rigWithCrash();
    const answer = await rig.reply({ type: 'editLog', edit: { kind: 'delete', id: 'i9' } });
    expect(answer).toMatchObject({
      ok: false,
      fatal: false,
      problem: 'That clip is not on this branch any more.',
    });
    expect(await rig.reply({ type: 'diverge', branch: 'b5' })).toMatchObject({ ok: false, fatal: false });
  });
});

describe('running to something', () => {
  it('stops there and says what it was', async () => {
    const rig = await rigWithCrash();
    await rig.ask('seek', { us: 0 });
    const answer = await rig.ask('runTo', {
      until: { kind: 'event', what: 'life' },
      withinUs: 60 * SECOND_US,
    });
    expect(answer).toMatchObject({ outcome: 'there', position: { us: 2 * SECOND_US + 1 } });
    expect(answer.says).toContain('back');
    expect(rig.lastFrame.position).toEqual(answer.position);
  });

  it('what does not happen in time leaves the run where it was', async () => {
    const rig = await rigWithCrash();
    const { position, headUs } = rig.lastFrame;
    const until = { kind: 'mode', node: 'front', machine: null, mode: 'none' } as const;
    const answer = await rig.ask('runTo', { until, withinUs: 20 * SECOND_US });
    expect(answer).toEqual({ outcome: 'missed', says: '', position });
    expect(rig.lastFrame.headUs).toBe(headUs);
  });

  const disturbances: [name: string, disturb: (rig: Rig) => void][] = [
    [
      'time that passes',
      (rig) => {
        rig.send(16, 1);
      },
    ],
    ['a stop', (rig) => void rig.reply({ type: 'stop' })],
    ['a step', (rig) => void rig.reply({ type: 'step', grain: 'event', back: false, focus: null })],
  ];

  it.each(disturbances)('is given up at %s', async (_name, disturb) => {
    const rig = await rigWithCrash();
    rig.lookMs = 10;
    const going = rig.reply({
      type: 'runTo',
      until: { kind: 'time', us: 1e12 },
      withinUs: 1,
    });
    rig.goOn();
    rig.goOn();
    disturb(rig);
    const answer = await going;
    expect(answer).toMatchObject({ ok: true, value: { outcome: 'stopped' } });
    expect((answer as unknown as { value: { position: { us: number } } }).value.position.us).toBeGreaterThan(
      6 * SECOND_US,
    );
  });
});

it('branches part where one was acted upon', async () => {
  const rig = await rigWithCrash();
  await rig.ask('seek', { us: 4 * SECOND_US });
  await rig.ask('act', { action: 'crash', target: 'front', args: [] });
  await rig.ask('runUntil', { us: 5 * SECOND_US });
  const { first, effect } = await rig.ask('diverge', { branch: 'b0' });
  expect(first).toEqual({ atUs: 4 * SECOND_US + 1, here: 'you: front crash', there: null });
  expect(effect?.atUs).toBeGreaterThan(4 * SECOND_US);
});

it('another branch is taken up at its head in slices, and what is asked meanwhile waits', async () => {
  const rig = await rigWithCrash();
  const there = await hashOf(rig);
  await rig.ask('seek', { us: 3 * SECOND_US });
  await rig.ask('act', { action: 'slow', target: 'back', args: [3] });
  await rig.ask('runUntil', { us: 4 * SECOND_US });
  // Every look at the clock takes longer than a slice may.
  rig.lookMs = 20;
  const frames = rig.frames.length;
  const [moved, stepped] = await allAtOnce(rig, [
    { type: 'switchBranch', branch: 'b0' },
    { type: 'seek', us: 6 * SECOND_US },
  ]);
  expect(moved.position).toMatchObject({ branch: 'b0', us: 6 * SECOND_US });
  expect(stepped.position).toEqual(moved.position);
  expect(await hashOf(rig)).toBe(there);
  expect(rig.frames.length - frames).toBeGreaterThan(1);
});
