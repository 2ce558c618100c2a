/** The command `search` from outside, as its users have it. */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import type { RunSummary } from '../run/view';

// The first call builds the bundle.
vi.setConfig({ testTimeout: 60_000 });

const TOOL = join(import.meta.dirname, '..', 'tools', 'sim.mjs');

function sim(...words: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, ...words], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

interface Found {
  outcome: string;
  seed: number | null;
  atUs: number | null;
  inputs: string[];
  tried: number;
}

const BROKEN = ['--set', 'app.updatesInsteadOfDeleting=true', '--outcome', 'invariant:no-stale-read'];

function search(...words: string[]): { code: number | null; found: Found } {
  const { code, out } = sim('search', 'cache-patterns', ...BROKEN, '--json', ...words);
  return { code, found: JSON.parse(out) as Found };
}

describe('search', () => {
  it('prints what it found, and the same run of the command line shows it', () => {
    const { code, found } = search('--seeds', '1..200', '--workers', '1');
    expect(code).toBe(0);
    expect(Object.keys(found)).toEqual(['outcome', 'seed', 'atUs', 'inputs', 'tried']);
    const { seed, atUs, inputs, tried } = found;
    expect([found.outcome, tried]).toEqual(['invariant:no-stale-read', seed]);
    const again = ['--seed', String(seed), '--until', `${String(atUs)}us`, '--set', BROKEN[1]];
    const words = inputs.flatMap((input) => ['--input', input]);
    const { out } = sim('run', 'cache-patterns', ...again, ...words, '--json');
    const { invariants } = JSON.parse(out) as RunSummary;
    expect(invariants.find(({ id }) => id === 'no-stale-read')?.firstBrokenAtUs).toBe(atUs);
  });

  it('finds the same with one worker and with three, and by the lowest of its shards', () => {
    const range = ['--seeds', '28..40'];
    const alone = search(...range, '--workers', '1');
    expect(search(...range, '--workers', '3')).toEqual(alone);
    const shards = [1, 2, 3].map((part) =>
      search(...range, '--workers', '2', '--shard', `${String(part)}/3`),
    );
    const seeds = shards.flatMap(({ found: { seed } }) => seed ?? []);
    expect(Math.min(...seeds)).toBe(alone.found.seed);
    const winner = shards.find(({ found }) => found.seed === alone.found.seed)?.found;
    expect({ ...winner, tried: 0 }).toEqual({ ...alone.found, tried: 0 });
  });

  it('says when there is nothing to be found, with exit code 1', () => {
    const none = ['--seeds', '1..6', '--faults', '0', '--until', '1s', '--workers', '2'];
    const nothing = { outcome: 'lost-write', seed: null, atUs: null, inputs: [], tried: 6 };
    const { code, out } = sim('search', 'cache-patterns', '--outcome', 'lost-write', '--json', ...none);
    expect([code, JSON.parse(out)]).toEqual([1, nothing]);
    const inWords = sim('search', 'cache-patterns', '--outcome', 'lost-write', ...none);
    expect([inWords.code, inWords.out]).toEqual([1, 'A lost write: not found in 6 runs.\n']);
  });

  it('says in words what was found, and the command that shows it', () => {
    const { code, out } = sim(
      'search',
      'circuit-breaker',
      '--outcome',
      'refusal',
      '--workers',
      '1',
      '--healed',
    );
    expect(code).toBe(0);
    expect(out).toMatch(
      /^Seed \d+, (no|\d+) faults?: a refusal by the breaker at \d+\.\d s\. Found after \d+ runs?\.\n/,
    );
    expect(out).toMatch(/\nnpm run -s sim -- run circuit-breaker --seed \d+ --until \d+ms/);
  });

  it('run --help lists the outcomes of a lab', () => {
    const { out } = sim('run', 'cache-patterns', '--help');
    expect(out).toContain('Outcomes (search cache-patterns --outcome <id>)');
    expect(out).toMatch(/lost-write +A lost write\. /);
    expect(out).toMatch(/invariant:no-stale-read +“No stale read” breaks\. /);
  });
});

describe('what is wrong with the words is said in one sentence', () => {
  const refusal = ['search', 'circuit-breaker', '--outcome', 'refusal'];
  it.each([
    [['search'], /^search needs the name of a lab\.$/],
    [['search', 'nothing', '--outcome', 'x'], /^There is no lab called nothing; /],
    [
      ['search', 'circuit-breaker'],
      /^search needs --outcome; circuit-breaker has refusal, .*invariant:open-sends-nothing/,
    ],
    [
      ['search', 'circuit-breaker', '--outcome', 'x'],
      /^circuit-breaker has no outcome called x; it has refusal,/,
    ],
    [[...refusal, '--seeds', '9..1'], /^--seeds must be a range/],
    [[...refusal, '--seeds', '1..9999999999'], /^--seeds must be a range/],
    [[...refusal, '--seeds', 'many'], /^--seeds must be a range/],
    [[...refusal, '--shard', '3/2'], /^--shard must be/],
    [[...refusal, '--shard', '0/2'], /^--shard must be/],
    [[...refusal, '--workers', '0'], /^--workers must be a whole number from 1/],
    [[...refusal, '--faults', '-1'], /--faults/],
    [[...refusal, '--until', 'soon'], /^--until must be a duration/],
    [[...refusal, '--set', 'caller.nothing=1'], /nothing/],
  ])('%j', (words, sentence) => {
    const { code, out, err } = sim(...words);
    expect([code, out]).toEqual([2, '']);
    expect(err.trim()).toMatch(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
