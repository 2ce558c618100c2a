import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lab } from '../../labs/cache-patterns/lab';
import { outcomesOf, type Outcome } from '../../scenario/outcome';
import { formatInput } from '../../scenario/words';
import { HostWorker } from './testing/host-worker';

const BROKEN = { 'app.updatesInsteadOfDeleting': true };
const promise = { id: 'no-stale-read', title: 'No stale read', explain: 'Reads return what was written.' };
const [broken] = outcomesOf([], [promise]);
const never: Outcome = { id: 'never', title: 'A miracle', help: '', when: { metric: 'reads', above: 1e9 } };

/** A page with the cache lab open, paused, and its rule broken. */
async function openPage(cores = 3) {
  vi.stubGlobal('navigator', { hardwareConcurrency: cores });
  vi.resetModules();
  HostWorker.made = [];
  const { controller } = await import('./controller');
  const { useLab } = await import('./store');
  const { findTrouble, stopSearch, useTrouble } = await import('./trouble');
  await controller.openLab('cache-patterns', lab);
  await controller.restart(BROKEN);
  controller.pause();
  const state = () => useLab.getState();
  const searchers = () => HostWorker.made.slice(1);
  return { controller, state, findTrouble, stopSearch, trouble: () => useTrouble.getState(), searchers };
}

beforeEach(() => {
  vi.stubGlobal('document', { addEventListener: () => undefined });
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('cancelAnimationFrame', () => undefined);
  vi.stubGlobal('Worker', HostWorker);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('Find me trouble', { timeout: 60_000 }, () => {
  it('sets the user down a second before the outcome, paused, with the faults it needs and a way back', async () => {
    const { controller, state, findTrouble, trouble, searchers } = await openPage();
    await controller.seek(3_000_000);
    const before = state().spec;
    expect(await findTrouble({ outcome: broken, from: 1, runs: 200, maxFaults: 4, healed: false })).toBe(
      true,
    );
    const { spec, life, position, headUs, marks, log } = state();
    const [, seed, faults, atSec] =
      /^Seed (\d+), (\d+) faults?: “No stale read” breaks at ([\d.]+) s\. Found after \d+ runs?\.$/.exec(
        trouble().says?.text ?? '',
      ) ?? [];
    expect(spec).toMatchObject({ knobs: BROKEN, seed: Number(seed), invariants: lab.invariants });
    expect(life).toBe('paused');
    expect(log?.branches[0]?.inputs.length).toBe(Number(faults));
    const at = marks.find((mark) => mark.kind === 'broken')?.atUs ?? 0;
    expect((at / 1e6).toFixed(1)).toBe(atSec);
    expect(position.us).toBe(at - 1_000_000);
    expect(headUs).toBeGreaterThan(at);
    // Two workers for three cores, and nothing is left of them.
    expect(searchers().map(({ ended }) => ended)).toEqual([true, true]);
    expect(trouble().stage).toBe('idle');
    const notice = state().notices.find(({ text }) => text === trouble().says?.text);
    expect(notice?.action?.title).toBe('Back to my run');
    notice?.action?.run();
    await vi.waitFor(() => {
      expect(state().spec?.seed).toBe(before?.seed);
      expect(state().position.us).toBe(3_000_000);
    });
  });

  it('finds the same with one worker and with three', async () => {
    const found: string[] = [];
    for (const cores of [1, 4]) {
      const { state, findTrouble, searchers } = await openPage(cores);
      await findTrouble({ outcome: broken, from: 1, runs: 200, maxFaults: 4, healed: true });
      expect(searchers()).toHaveLength(Math.max(1, cores - 1));
      const { spec } = state();
      found.push(`${String(spec?.seed)}: ${spec?.log.branches[0]?.inputs.map(formatInput).join(', ') ?? ''}`);
    }
    expect(found[1]).toBe(found[0]);
  });

  it('says how many were tried when nothing is found, and stays where it is', async () => {
    const { state, findTrouble, trouble } = await openPage(2);
    const before = state().spec;
    expect(await findTrouble({ outcome: never, from: 1, runs: 12, maxFaults: 1, healed: false })).toBe(false);
    expect(trouble()).toMatchObject({ stage: 'idle', runs: 12 });
    expect(trouble().says?.text).toBe('A miracle: not found in 12 runs.');
    expect(state().spec).toBe(before);
  });

  it('can go on from the seed after the last one tried', async () => {
    const { state, findTrouble, trouble } = await openPage(2);
    const wish = { outcome: broken, runs: 200, maxFaults: 4, healed: false };
    await findTrouble({ ...wish, from: 1 });
    const first = state().spec?.seed ?? 0;
    expect(trouble().says).toMatchObject({ outcome: broken.id, next: first + 1 });
    await findTrouble({ ...wish, from: first + 1 });
    expect(state().spec?.seed).toBeGreaterThan(first);
    await findTrouble({ ...wish, outcome: never, from: 50, runs: 3 });
    expect(trouble().says).toMatchObject({ outcome: never.id, next: 53 });
  });

  it('can be stopped, and says nothing then', async () => {
    const { state, findTrouble, stopSearch, trouble, searchers } = await openPage(2);
    const search = findTrouble({ outcome: never, from: 1, runs: 1_000_000, maxFaults: 1, healed: false });
    await vi.waitFor(() => {
      expect(trouble().runs).toBeGreaterThan(0);
    });
    stopSearch();
    expect(await search).toBe(false);
    expect(searchers().every(({ ended }) => ended)).toBe(true);
    expect(trouble()).toMatchObject({ stage: 'idle', says: null });
    expect(state().notices).toEqual([]);
  });

  it('says what is wrong with an outcome, and when a worker breaks', async () => {
    const { state, findTrouble, trouble, searchers } = await openPage(2);
    const wrong: Outcome = { ...never, when: { metric: 'nothing', above: 0 } };
    expect(await findTrouble({ outcome: wrong, from: 1, runs: 10, maxFaults: 1, healed: false })).toBe(false);
    expect(state().notices.at(-1)?.text).toMatch(/metric that does not exist: nothing/);
    const search = findTrouble({ outcome: never, from: 1, runs: 1_000_000, maxFaults: 1, healed: false });
    searchers()
      .at(-1)
      ?.onerror?.({ message: 'out of memory', preventDefault: () => undefined });
    expect(await search).toBe(false);
    expect(state().notices.at(-1)?.text).toBe('The search stopped: out of memory');
    expect(trouble().stage).toBe('idle');
  });
});
