/** The commands `sweep` and `merge` from outside, as their users have them. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { lab } from '../labs/load-balancing/lab';
import { spreadOf } from '../run/statistics';
import type { RunSummary } from '../run/view';

// The first call builds the bundle.
vi.setConfig({ testTimeout: 60_000 });

const TOOL = join(import.meta.dirname, '..', 'tools', 'sim.mjs');

function sim(...words: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, ...words], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
function fileOf(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const GIVEN = ['--set', 'lb.serverTimeoutMs=900', '--input', '1s crash s2', '--until', '2500ms'];
const VARIED = [
  '--vary',
  'lb.strategy=powerOfTwo,roundRobin',
  '--vary',
  'servers.present=2..6:2',
  '--seeds',
  '3..5',
];
const sweep = (...words: string[]) => sim('sweep', 'load-balancing', ...GIVEN, ...VARIED, ...words);

const whole = sweep('--json', '--workers', '1');
const runs = whole.out
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as RunSummary);

describe('sweep --json', () => {
  it('prints the object of run for every value and every seed, in a fixed order', () => {
    expect([whole.code, whole.err]).toEqual([0, '']);
    const order = runs.map(({ knobs, seed }) => [knobs['lb.strategy'], knobs['servers.present'], seed]);
    expect(order).toEqual(
      ['powerOfTwo', 'roundRobin'].flatMap((strategy) =>
        [2, 4, 6].flatMap((present) => [3, 4, 5].map((seed) => [strategy, present, seed])),
      ),
    );
    const knobs = ['--set', 'lb.strategy=roundRobin', '--set', 'servers.present=2'];
    const alone = sim('run', 'load-balancing', ...GIVEN, ...knobs, '--seed', '4', '--json');
    expect(runs[10]).toEqual(JSON.parse(alone.out));
    expect(Object.keys(runs[10].knobs)).toEqual(['lb.serverTimeoutMs', 'lb.strategy', 'servers.present']);
  });

  it('prints the same for any number of workers', () => {
    expect(sweep('--json', '--workers', '3')).toEqual(whole);
    expect(sweep('--json')).toEqual(whole);
  });

  it('says once which input could do nothing', () => {
    const { code, err } = sim(
      'sweep',
      'load-balancing',
      '--vary',
      'servers.present=2,3',
      '--seeds',
      '1..2',
      '--until',
      '1s',
      '--input',
      '500ms heal',
      '--json',
    );
    expect([code, err]).toEqual([0, 'There is nothing to heal.\n']);
  });
});

describe('merge', () => {
  const shards = [1, 2, 3].map((part) => {
    const { out } = sweep('--json', '--shard', `${String(part)}/3`, '--workers', String(part));
    return fileOf(`shard-${String(part)}.jsonl`, out);
  });

  it('joins shards into what one machine prints, in whatever order they are given', () => {
    for (const order of [
      [0, 1, 2],
      [2, 0, 1],
    ]) {
      expect(sim('merge', ...order.map((i) => shards[i]))).toEqual(whole);
    }
  });

  it('takes shards without a run, and lines ended by a carriage return', () => {
    const few = [
      'sweep',
      'load-balancing',
      '--vary',
      'servers.present=2..3',
      '--seeds',
      '7..7',
      '--until',
      '1s',
      '--json',
    ];
    const files = [1, 2, 3].map((part) => {
      const { code, out } = sim(...few, '--shard', `${String(part)}/3`);
      expect(code).toBe(0);
      return fileOf(`few-${String(part)}.jsonl`, out.replaceAll('\n', '\r\n'));
    });
    expect(sim('merge', ...files).out).toBe(sim(...few).out);
  });

  it('says in a sentence what is missing, twice there, foreign or broken', () => {
    const foreign = fileOf(
      'foreign.jsonl',
      sweep('--json', '--shard', '2/3', '--set', 'lb.probes=false').out,
    );
    const plain = fileOf('plain.jsonl', whole.out);
    const nowhere = join(folder, 'nowhere.jsonl');
    const cases: [string[], string][] = [
      [[shards[0], shards[2]], 'Of 18 runs 6 are missing, all from shard 2/3.'],
      [
        [...shards, shards[1]],
        `Two lines are the same run: line 1 of ${shards[1]} and line 1 of ${shards[1]}.`,
      ],
      [[shards[0], foreign], `A line is of another sweep than those before it: line 1 of ${foreign}.`],
      [[plain], `A line is not of a shard of a sweep: line 1 of ${plain}.`],
      [[nowhere], `The file ${nowhere} cannot be read.`],
      [[folder], `The file ${folder} cannot be read.`],
      [[fileOf('empty.jsonl', '')], 'There is no line in any of the files.'],
    ];
    for (const [files, sentence] of cases) {
      expect(sim('merge', ...files)).toEqual({ code: 2, out: '', err: `${sentence}\n` });
    }
  });
});

describe('sweep in words', () => {
  const { code, out, err } = sweep('--workers', '2');
  const lines = out.trimEnd().split('\n');

  it('prints a row of each point, with the mean of each figure and its interval', () => {
    expect([code, err]).toEqual([0, '']);
    expect(lines[0]).toBe('Means over seeds 3..5 with 95 % intervals.');
    for (const { title, series } of lab.charts.slice(0, 2)) {
      expect(lines[2]).toContain(title);
      for (const { label } of series) expect(lines[3]).toContain(label);
    }
    expect(lines[3]).toMatch(/^lb\.strategy +servers\.present +p50/);
    expect(lines.slice(4).map((line) => line.split(/ +/).slice(0, 2))).toEqual(
      ['powerOfTwo', 'roundRobin'].flatMap((strategy) =>
        ['2', '4', '6'].map((present) => [strategy, present]),
      ),
    );
  });

  it('says the same as the lines', () => {
    const rates = runs.slice(9, 12).map(({ metrics }) => {
      const ok = metrics.throughputPerSec;
      return 'rate' in ok ? ok.rate : NaN;
    });
    const { mean, margin } = spreadOf(rates);
    expect(lines[7]).toContain(
      ` ${String(Number(mean.toPrecision(4)))} ±${String(Number(margin.toPrecision(2)))} `,
    );
  });

  it('leaves out an interval of one seed, and what was not measured', () => {
    const bare = sim(
      'sweep',
      'load-balancing',
      '--vary',
      'servers.present=4',
      '--seeds',
      '1..1',
      '--until',
      '100ms',
    );
    expect(bare.out.trimEnd().split('\n')[4]).toMatch(/^4 +– +– +– +0 +0$/);
  });

  it('shows throughput and response time of a scenario from a file', () => {
    const mine = fileOf('mine.json', JSON.stringify(lab.scenario));
    const { out } = sim('sweep', mine, '--vary', 'servers.present=3,4', '--seeds', '1..2', '--until', '3s');
    expect(out).toMatch(/\nservers\.present +ok +errors +mean +p99\n3 +\S+ ±/);
  });
});

describe('what is wrong with the words is said in one sentence', () => {
  const vary = ['sweep', 'load-balancing', '--vary'];
  const fine = [...vary, 'servers.present=2..4'];
  it.each([
    [['sweep'], /^sweep needs the name of a lab\.$/],
    [['merge'], /^merge needs the files/],
    [['sweep', 'nothing', '--vary', 'a.b=1'], /^There is no lab called nothing; /],
    [['sweep', 'load-balancing'], /^sweep needs one or two --vary such as .*, not 0\.$/],
    [
      [...fine, '--vary', 'lb.probes=true', '--vary', 'lb.ejection=true'],
      /^sweep needs one or two --vary .*, not 3\.$/,
    ],
    [[...vary, 'strategy'], /^"strategy" varies nothing: /],
    [[...vary, 'servers.present=6..2'], /^The range 6\.\.2 of servers\.present is empty/],
    [[...vary, 'servers.present=2..40'], /^servers\.present must be a whole number from 1 to 10\.$/],
    [[...vary, 'lb.strategy=roundRobin,best'], /^lb\.strategy must be one of .*, not "best"\.$/],
    [[...vary, 'lb.wings=1'], /^lb\.wings is no knob of this scenario/],
    [[...vary, 'balancer.strategy=random'], /^balancer\.strategy is no knob of this scenario/],
    [[...vary, 'lb.loadFactor=0.1..2:0.1'], /^lb\.loadFactor must be .* too low/],
    [[...fine, '--vary', 'servers.present=4'], /^servers\.present is varied twice\.$/],
    [[...fine, '--set', 'servers.present=4'], /^servers\.present is both set and varied\.$/],
    [[...fine, '--seeds', '7'], /^--seeds must be a range/],
    [[...fine, '--seeds', '9..1'], /^--seeds must be a range/],
    [[...fine, '--seeds', '0..4294967295'], /^A sweep has at most .* runs/],
    [[...fine, '--json', '--shard', '3/2'], /^--shard must be/],
    [[...fine, '--json', '--shard', '0/2'], /^--shard must be/],
    [[...fine, '--shard', '1/2'], /^--shard needs --json/],
    [[...fine, '--workers', '0'], /^--workers must be a whole number from 1/],
    [[...fine, '--until', 'soon'], /^--until must be a duration/],
    [[...fine, '--input', '1s explode s1'], /has no known action/],
  ])('%j', (words, sentence) => {
    const { code, out, err } = sim(...words);
    expect([code, out]).toEqual([2, '']);
    expect(err.trim()).toMatch(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
