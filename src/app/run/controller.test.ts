import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame, FromWorker, ToWorker } from '../../protocol/messages';
import { chain } from '../../run/testing/sessions';
import type { Lab } from '../../scenario/types';
import { Host } from '../../worker/host';
import '../../worker/testing/parts';

const SECOND_US = 1_000_000;

/** A worker with a real host in it, which can be made to hang. Mail is on its way until the test lets it arrive. */
class HostWorker {
  static made: HostWorker[] = [];
  readonly got: ToWorker[] = [];
  hangs = false;
  ended = false;
  onmessage: ((event: { data: FromWorker }) => void) | null = null;
  onerror: ((event: { message: string; preventDefault: () => void }) => void) | null = null;
  private readonly inbox: ToWorker[] = [];
  private readonly outbox: FromWorker[] = [];
  private readonly later: (() => void)[] = [];
  private readonly host: Host;

  constructor() {
    this.host = new Host({
      post: (message) => this.outbox.push(structuredClone(message)),
      clockMs: () => performance.now(),
      later: (action) => this.later.push(action),
      loadClaims: () => Promise.resolve({}),
    });
    HostWorker.made.push(this);
  }

  postMessage(message: ToWorker): void {
    this.got.push(message);
    this.inbox.push(structuredClone(message));
  }

  terminate(): void {
    this.ended = true;
  }

  throws(message: string): void {
    this.onerror?.({ message, preventDefault: () => undefined });
  }

  says(message: FromWorker): void {
    this.onmessage?.({ data: message });
  }

  /** Lets one piece of mail arrive, or one slice be computed. @returns whether there was anything to do */
  turn(): boolean {
    if (this.hangs || this.ended) return false;
    const reply = this.outbox.shift();
    if (reply) {
      this.says(reply);
      return true;
    }
    const message = this.inbox.shift();
    if (message) this.host.receive(message);
    else this.later.shift()?.();
    return message !== undefined || this.later.length > 0;
  }
}

const lab = { scenario: chain, knobs: [{ target: 'back.workers' }], invariants: [] } as unknown as Lab;

let animations: (() => void)[] = [];

/** Lets everything happen that is under way. */
async function settle(): Promise<void> {
  for (let quiet = 0; quiet < 12;) {
    quiet = HostWorker.made.some((worker) => worker.turn()) ? 0 : quiet + 1;
    await Promise.resolve();
  }
}

/** Lets so many animation frames of the page pass, with all they lead to. */
async function animate(frames: number, everyMs = 16): Promise<void> {
  for (let i = 0; i < frames; i++) {
    vi.advanceTimersByTime(everyMs);
    const due = animations;
    animations = [];
    for (const action of due) action();
    await settle();
  }
}

/** A page with the lab open and running, and its parts made anew. */
async function openPage() {
  vi.resetModules();
  HostWorker.made = [];
  animations = [];
  const { controller } = await import('./controller');
  const { useLab } = await import('./store');
  const opening = controller.openLab('chain', lab);
  await settle();
  await opening;
  const state = () => useLab.getState();
  const worker = (): HostWorker => {
    const newest = HostWorker.made.at(-1);
    if (!newest) throw new Error('There is no worker.');
    return newest;
  };
  /** What a request gives, once everything has happened. */
  const done = async <T>(doing: Promise<T>): Promise<T> => {
    await settle();
    return doing;
  };
  const hash = async () => (await done(controller.ask('summary', {})))?.traceHash;
  const notices = () => state().notices.map(({ text }) => text);
  return { controller, state, worker, done, hash, notices };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', { addEventListener: () => undefined });
  vi.stubGlobal('requestAnimationFrame', (action: () => void) => animations.push(action));
  vi.stubGlobal('cancelAnimationFrame', () => {
    animations = [];
  });
  vi.stubGlobal('Worker', HostWorker);
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a lab that is opened', () => {
  it('runs at its own pace', async () => {
    const { controller, state } = await openPage();
    expect(state()).toMatchObject({ life: 'running', speed: 1, failure: null });
    expect(state().opened?.nodes).toHaveLength(3);
    await animate(100);
    expect(controller.frames.latest?.position.us).toBe(1_600_000);
  });

  it('that makes no sense leaves the one before where it was, and says why', async () => {
    const { controller, state, done, notices } = await openPage();
    await animate(10);
    const before = state().spec;
    if (!before) throw new Error('The run has no spec.');
    expect(await done(controller.open({ spec: { ...before, knobs: { 'back.workers': -1 } } }))).toBe(false);
    expect(notices().join()).toContain('back.workers');
    expect(state()).toMatchObject({ life: 'running', spec: before });
    await animate(10);
    expect(controller.frames.latest?.position.us).toBeGreaterThan(160_000);
  });

  it('again and again in a hurry leaves one run open, not several', async () => {
    const { controller, worker, done } = await openPage();
    await done(Promise.all([1, 2, 3, 4].map((workers) => controller.restart({ 'back.workers': workers }))));
    const { got } = worker();
    const count = (type: string) => got.filter((message) => message.type === type).length;
    expect(count('open') - count('close')).toBe(1);
    await animate(10);
    expect(controller.frames.latest?.run).toBe(5);
  });

  it('anew keeps the knobs as they were turned, and nothing else that was done', async () => {
    const { controller, state, done } = await openPage();
    await done(controller.act({ action: 'set', target: 'back.workers', args: [7] }));
    await done(controller.act({ action: 'crash', target: 'back', args: [] }));
    await animate(20);
    await done(controller.restart());
    expect(state().spec?.knobs).toEqual({ 'back.workers': 7 });
    expect(state().log?.branches[0]?.inputs).toEqual([]);
    await animate(1);
    expect(state().faces.back.life).toBe('up');
  });
});

describe('time', () => {
  it('stands still while paused, and no tick is sent', async () => {
    const { controller, state, worker } = await openPage();
    await animate(10);
    controller.pause();
    await settle();
    const { us } = state().position;
    expect(state().life).toBe('paused');
    const sent = worker().got.length;
    await animate(100);
    expect(worker().got).toHaveLength(sent);
    expect(state().position.us).toBe(us);
  });

  it('that passed while paused is not made up for', async () => {
    const { controller } = await openPage();
    await animate(10);
    controller.pause();
    await animate(500);
    const us = controller.frames.latest?.position.us ?? NaN;
    controller.play();
    await animate(1);
    expect(controller.frames.latest?.position.us).toBe(us + 16_000);
  });

  it('shows faces of the very moment when it is paused', async () => {
    const { controller, state, done } = await openPage();
    controller.setSpeed(3);
    await animate(43);
    controller.pause();
    await settle();
    const shown = state().faces;
    const { us } = state().position;
    await done(controller.seek(0));
    await done(controller.seek(us));
    expect(shown).toEqual(state().faces);
  });

  it('goes no faster than the worker: one tick at a time, and another only when one was lost', async () => {
    const { worker } = await openPage();
    await animate(2);
    worker().hangs = true;
    const ticks = () => worker().got.filter(({ type }) => type === 'tick').length;
    const before = ticks();
    await animate(20);
    expect(ticks()).toBe(before + 1);
    await animate(10);
    expect(ticks()).toBe(before + 2);
  });

  it('has a speed within bounds', async () => {
    const { controller, state } = await openPage();
    controller.setSpeed(1e9);
    expect(state().speed).toBe(1000);
    controller.setSpeed(0);
    expect(state().speed).toBe(0.001);
  });

  it('is told to the store a few times a second, and to the frame bus each time', async () => {
    const { controller, state } = await openPage();
    const seen = new Set<number>();
    let frames = 0;
    controller.frames.subscribe(() => frames++);
    for (let i = 0; i < 60; i++) {
      await animate(1);
      seen.add(state().position.us);
    }
    expect(frames).toBe(61);
    expect(seen.size).toBeLessThan(9);
    expect(seen.size).toBeGreaterThan(4);
  });
});

describe('jumps', () => {
  it('lead to the time asked for, and end paused', async () => {
    const { controller, state, done } = await openPage();
    await animate(50);
    await done(controller.seek(250_000.4));
    expect(state()).toMatchObject({ life: 'paused', position: { us: 250_000 }, headUs: 800_000 });
    await done(controller.seek(-5));
    expect(state().position.us).toBe(0);
  });

  it('asked for while one is under way: only the last is carried out', async () => {
    const { controller, state, worker, done } = await openPage();
    await animate(50);
    await done(Promise.all([10, 20, 30, 40].map((ms) => controller.seek(ms * 1000))));
    const sought = worker().got.flatMap((message) => (message.type === 'seek' ? [message.us] : []));
    expect(sought).toEqual([10_000, 40_000]);
    expect(state().position.us).toBe(40_000);
  });

  it('by steps say when there is nothing to step to', async () => {
    const { controller, notices, done } = await openPage();
    await done(controller.seek(0));
    await done(controller.step('event', true));
    expect(notices()).toEqual(['This is the start.']);
  });

  it('to the newest moment go on from there', async () => {
    const { controller, state, done } = await openPage();
    await animate(50);
    await done(controller.seek(100_000));
    await done(controller.goLive());
    expect(state().life).toBe('running');
    expect(controller.frames.latest?.position.us).toBe(800_000);
  });

  it('make frames of before stale, and frames of another run are not shown', async () => {
    const { controller, worker, done } = await openPage();
    await animate(10);
    const stale = structuredClone(controller.frames.latest) as Frame;
    await done(controller.seek(50_000));
    worker().says(stale);
    expect(controller.frames.latest?.position.us).toBe(50_000);
    worker().says({ ...stale, run: 99, generation: 99 });
    expect(controller.frames.latest?.position.us).toBe(50_000);
  });
});

describe('acting in the past', () => {
  it('keeps the old future as a branch, with a way back to it', async () => {
    const { controller, state, hash, notices, done } = await openPage();
    await animate(100);
    controller.pause();
    const old = await hash();
    await done(controller.seek(500_000));
    await done(controller.act({ action: 'crash', target: 'back', args: [] }));
    expect(notices()).toEqual(['You changed the past: the old future is kept as a branch.']);
    controller.play();
    await animate(20);
    expect(state().log?.current).toBe('b1');
    state().notices[0]?.action?.run();
    await settle();
    expect(state()).toMatchObject({ life: 'paused', position: { branch: 'b0', us: 1_600_000 }, clips: [] });
    expect(await hash()).toBe(old);
  });
});

describe('a worker that breaks', () => {
  it.each([
    [
      'by throwing',
      (worker: HostWorker) => {
        worker.throws('boom');
        return Promise.resolve();
      },
      'boom',
    ],
    [
      'by hanging',
      async (worker: HostWorker) => {
        worker.hangs = true;
        for (let i = 0; i < 12 && !worker.ended; i++) await animate(1, 1000);
      },
      'The worker did not answer any more.',
    ],
  ])('%s is replaced, and the run goes on from where it was', async (_how, breakIt, problem) => {
    const { controller, state, worker, notices } = await openPage();
    await animate(60);
    const first = worker();
    const us = controller.frames.latest?.position.us ?? NaN;
    await breakIt(first);
    await settle();
    expect([first.ended, worker() === first]).toEqual([true, false]);
    expect(notices()).toEqual([`The simulation had to be restarted (${problem}) and is back where it was.`]);
    expect(state().life).toBe('running');
    expect(controller.frames.latest?.position.us).toBe(us);
    await animate(10);
    expect(controller.frames.latest?.position.us).toBe(us + 160_000);
  });

  it('loses nothing the user did: same hash, same branches, same old future', async () => {
    const { controller, state, worker, hash, done } = await openPage();
    await animate(60);
    await done(controller.seek(400_000));
    await done(controller.act({ action: 'crash', target: 'back', args: [], lastsUs: 100_000 }));
    controller.play();
    await animate(100);
    await done(controller.seek(900_000));
    const before = { hash: await hash(), position: state().position, headUs: state().headUs };
    expect(before.headUs).toBe(2 * SECOND_US);
    worker().throws('boom');
    await settle();
    expect(state().life).toBe('paused');
    const after = { hash: await hash(), position: state().position, headUs: state().headUs };
    expect(after).toEqual(before);
    await done(controller.switchBranch('b0'));
    expect(state().position).toMatchObject({ branch: 'b0', us: 960_000 });
    await done(controller.switchBranch('b1'));
    expect(state().position).toMatchObject({ branch: 'b1', us: before.headUs });
  });

  it('at a jump does not make later jumps impossible', async () => {
    const { controller, state, worker, done } = await openPage();
    await animate(60);
    const jump = controller.seek(300_000);
    const { request } = worker().got.at(-1) as ToWorker & { request: number };
    worker().says({ type: 'answer', request, ok: false, problem: 'A node went mad.', fatal: true });
    await done(jump);
    expect(HostWorker.made).toHaveLength(2);
    await done(controller.seek(200_000));
    expect(state()).toMatchObject({ life: 'paused', position: { us: 200_000 } });
  });

  it('again and again is given up, with the reason', async () => {
    const { state, worker } = await openPage();
    for (let i = 0; i < 4; i++) {
      await animate(5);
      worker().throws('boom');
      await settle();
    }
    expect(state()).toMatchObject({ life: 'failed', failure: 'The simulation stopped: boom' });
    expect(HostWorker.made).toHaveLength(4);
  });

  it('now and then is not given up', async () => {
    const { state, worker } = await openPage();
    for (let i = 0; i < 6; i++) {
      worker().throws('boom');
      await settle();
      vi.advanceTimersByTime(30_000);
    }
    expect(state().failure).toBeNull();
  });
});

describe('a run that is opened at another place', () => {
  const crash = {
    id: 'i1',
    atUs: 300_001,
    untilUs: null,
    action: 'crash',
    target: 'back',
    args: [],
    muted: false,
  };
  const log = {
    branches: [
      { id: 'b0', parentId: null, forkAtUs: 0, title: 'main', inputs: [], headUs: 2 * SECOND_US },
      { id: 'b1', parentId: 'b0', forkAtUs: 300_000, title: 'crash', inputs: [crash], headUs: SECOND_US },
    ],
    current: 'b1',
  };
  const start = (knobs = {}) => ({
    name: 'The link',
    spec: { scenario: chain, knobs, seed: 5, invariants: [], log },
    at: { branch: 'b1', us: 700_000, events: 1e9 },
  });

  it('stands paused there, on its branch', async () => {
    const { controller, state, done } = await openPage();
    expect(await done(controller.openLab('chain', lab, start()))).toBe(true);
    expect(state()).toMatchObject({
      life: 'paused',
      position: { branch: 'b1', us: 700_000 },
      headUs: SECOND_US,
    });
    await animate(10);
    expect(controller.frames.latest?.position.us).toBe(700_000);
  });

  it('is there again when its worker breaks before it was ever seen', async () => {
    const { controller, state, worker, hash, done } = await openPage();
    await done(controller.open({ ...start(), playing: false }));
    const before = await hash();
    controller.frames.clear();
    worker().throws('boom');
    await settle();
    expect(state()).toMatchObject({ life: 'paused', position: { branch: 'b1', us: 700_000 } });
    expect(await hash()).toBe(before);
  });

  it('and makes no sense leaves the lab at its beginning, and says where it came from', async () => {
    const { controller, state, done, notices } = await openPage();
    expect(await done(controller.openLab('chain', lab, start({ 'back.wings': 2 })))).toBe(false);
    expect(notices().join()).toMatch(/^The link was not opened: back\.wings is no knob/);
    expect(state()).toMatchObject({ life: 'running', failure: null, spec: { knobs: {}, seed: chain.seed } });
    await animate(10);
    expect(controller.frames.latest?.position.us).toBe(160_000);
  });

  it('and breaks its worker leaves the lab at its beginning', async () => {
    const { controller, state, worker } = await openPage();
    const opening = controller.openLab('chain', lab, start());
    const asked = worker().got.findLast(({ type }) => type === 'open') as ToWorker & { request: number };
    worker().says({
      type: 'answer',
      request: asked.request,
      ok: false,
      problem: 'A node went mad.',
      fatal: true,
    });
    await settle();
    expect(await opening).toBe(false);
    expect(state()).toMatchObject({ life: 'running', failure: null, spec: { seed: chain.seed } });
  });

  /** A clock that goes on while one computes, so that the way is made in slices. */
  function letClockRun(): void {
    let ms = performance.now();
    vi.spyOn(performance, 'now').mockImplementation(() => (ms += 1));
  }

  it('can be given up, and the run before goes on', async () => {
    const { controller, state, done, notices } = await openPage();
    await animate(10);
    letClockRun();
    const before = state().spec;
    const opening = controller.open({ ...start(), at: { branch: 'b1', us: 3600 * SECOND_US, events: 1e9 } });
    controller.stopOpening();
    expect(await done(opening)).toBe(false);
    expect(notices().join()).toBe('The link was not opened: it was stopped on its way.');
    expect(state()).toMatchObject({ life: 'running', spec: before });
    await animate(10);
    expect(controller.frames.latest?.position.us).toBeGreaterThan(160_000);
  });

  it('gives way to one that is opened after it', async () => {
    const { controller, state, done, notices } = await openPage();
    letClockRun();
    const far = controller.open({ ...start(), at: { branch: 'b1', us: 3600 * SECOND_US, events: 1e9 } });
    expect(await done(controller.openLab('chain', lab, start()))).toBe(true);
    expect(await far).toBe(false);
    expect(notices()).toEqual([]);
    expect(state()).toMatchObject({ life: 'paused', position: { us: 700_000 } });
  });
});

describe('what was changed', () => {
  it('can be undone and done again: acts, knobs, clips, branches, and a new start', async () => {
    const { controller, state, done, hash } = await openPage();
    const { changeLog, redo, undo } = await import('./log-changes');
    const { useHistory } = await import('./history');
    await animate(60);
    await done(controller.act({ action: 'crash', target: 'back', args: [] }));
    await animate(30);
    await done(controller.act({ action: 'set', target: 'back.workers', args: [5] }));
    await animate(30);
    controller.pause();
    await animate(1);
    await done(changeLog('move back crash', { kind: 'time', id: 'i1', atUs: 400_000, untilUs: 800_000 }));
    await done(controller.seek(SECOND_US));
    await done(controller.act({ action: 'slow', target: 'front', args: [3] }));
    await done(changeLog('rename', { kind: 'rename', branch: 'b1', title: 'slower' }));
    const seen = async () => ({
      log: JSON.stringify(state().log?.branches.map(({ id, title, inputs }) => [id, title, inputs])),
      us: state().position.us,
      hash: await hash(),
    });
    const last = await seen();
    const before = state().position;
    await done(controller.restart());
    expect(state().log?.branches).toHaveLength(1);
    controller.pause();

    expect(useHistory.getState().past.map(({ words }) => words)).toEqual([
      'back crash',
      'back.workers = 5',
      'move back crash',
      'front slow ×3',
      'rename',
      'start over',
    ]);
    await done(undo());
    expect(await seen()).toEqual(last);
    expect(state().position).toEqual(before);
    for (let i = 0; i < 5; i++) await done(undo());
    expect(state().log?.branches.map(({ inputs }) => inputs)).toEqual([[]]);
    expect(state()).toMatchObject({ life: 'paused', position: { us: SECOND_US } });
    await done(undo());
    expect(state().notices.at(-1)?.text).toBe('There is nothing to undo.');
    for (let i = 0; i < 5; i++) await done(redo());
    expect(await seen()).toEqual(last);
  });

  it('goes on when the run was going on, from where it was', async () => {
    const { controller, state, done } = await openPage();
    const { undo } = await import('./log-changes');
    await animate(60);
    await done(controller.act({ action: 'crash', target: 'back', args: [] }));
    await animate(60);
    const { us } = controller.frames.latest?.position ?? { us: 0 };
    await done(undo());
    expect(state().life).toBe('running');
    expect(controller.frames.latest?.position.us).toBeGreaterThanOrEqual(us);
    await animate(10);
    expect(controller.frames.latest?.position.us).toBeGreaterThan(us);
    expect(state().faces.back.life).toBe('up');
  });

  it('belongs to its run: another one begins without', async () => {
    const { controller, done } = await openPage();
    const { useHistory } = await import('./history');
    await animate(10);
    await done(controller.act({ action: 'crash', target: 'back', args: [] }));
    await done(controller.openLab('chain', lab));
    expect(useHistory.getState().past).toEqual([]);
  });

  it('in quick moves of one clip is one step', async () => {
    const { controller, state, done } = await openPage();
    const { changeLog, undo } = await import('./log-changes');
    await animate(30);
    await done(controller.act({ action: 'slow', target: 'back', args: [2] }));
    const atUs = state().log?.branches[0]?.inputs[0]?.atUs ?? 0;
    for (const us of [100, 200, 300]) {
      await done(changeLog('move', { kind: 'time', id: 'i1', atUs: us, untilUs: null }, 'whole i1'));
    }
    await done(undo());
    expect(state().log?.branches[0]?.inputs[0]?.atUs).toBe(atUs);
  });
});

it('a branch laid over the charts has a run of its own, which goes when it is no longer wanted', async () => {
  const { controller, state, worker, done } = await openPage();
  const { compareWith, followOverlay } = await import('./overlay');
  const end = followOverlay();
  await animate(60);
  controller.pause();
  await done(controller.seek(500_000));
  await done(controller.act({ action: 'crash', target: 'back', args: [] }));
  await done(compareWith('b0'));
  expect(state().overlay?.divergence).toEqual({ first: null, effect: null });
  controller.play();
  await animate(60);
  controller.pause();
  await animate(1);
  expect(state().overlay).toMatchObject({
    branch: 'b0',
    title: 'main',
    divergence: { first: { atUs: 500_001, here: 'you: back crash', there: null } },
  });
  const run = state().overlay?.run ?? 0;
  const charts = await done(controller.ask('summary', {}, run));
  expect(charts?.untilUs).toBe(960_000);
  await done(controller.switchBranch('b0'));
  await settle();
  expect(state().overlay).toMatchObject({ branch: 'b1', title: 'after back crash' });
  expect(worker().got).toContainEqual(expect.objectContaining({ type: 'close', run }));
  end();
});
