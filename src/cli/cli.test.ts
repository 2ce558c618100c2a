/** The command line from outside, as its users have it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { labEntries } from '../labs/index';
import type { RunSummary } from '../run/view';

// The first call builds the bundle.
vi.setConfig({ testTimeout: 60_000 });

const TOOL = join(import.meta.dirname, '..', 'tools', 'sim.mjs');

function sim(...words: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [TOOL, ...words], { encoding: 'utf8' });
  return { code: status, out: stdout, err: stderr };
}

function summary(...words: string[]): RunSummary {
  return JSON.parse(sim('run', 'load-balancing', '--until', '3s', '--json', ...words).out) as RunSummary;
}

describe('list', () => {
  it('names every lab, for people and for programs', () => {
    const { out } = sim('list');
    for (const { id, summary: says } of labEntries) expect(out).toMatch(new RegExp(`${id} +${says}`));
    expect(JSON.parse(sim('list', '--json').out)).toEqual(JSON.parse(JSON.stringify(labEntries)));
  });
});

describe('run', () => {
  it('gives the same hash for the same words, and another for another seed, knob or input', () => {
    const plain = summary();
    expect(plain).toMatchObject({ lab: 'load-balancing', untilUs: 3_000_000 });
    expect(plain.traceHash).toMatch(/^[0-9a-f]{16}$/);
    expect(summary()).toEqual(plain);
    const others = [
      summary('--seed', '8'),
      summary('--set', 'lb.strategy=powerOfTwo'),
      summary('--input', '1s crash s1'),
    ];
    expect(new Set([plain, ...others].map(({ traceHash }) => traceHash)).size).toBe(4);
  });

  it('says the same in words', () => {
    const { out } = sim('run', 'load-balancing', '--until', '3s');
    expect(out).toContain(`hash ${summary().traceHash}`);
    expect(out).toMatch(/responseTimeMs +mean .* p99 /);
    expect(out).toMatch(/held +no-request-to-removed/);
  });

  it('goes on after an input that could do nothing, and says so', () => {
    const { code, out, err } = sim('run', 'load-balancing', '--until', '1s', '--input', '500ms heal');
    expect([code, err]).toEqual([0, 'There is nothing to heal.\n']);
    expect(out).toContain('hash ');
  });

  it('takes a scenario from a file', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'faultline-')), 'mine.json');
    const nodes = [
      { id: 'clients', kind: 'traffic-source', at: [0, 0], params: { to: 'only' } },
      { id: 'only', kind: 'service', at: [300, 0] },
    ];
    const links = [{ between: ['clients', 'only'], latencyMs: 5 }];
    writeFileSync(file, JSON.stringify({ version: 1, title: 'Mine', seed: 3, pace: 1, nodes, links }));
    expect(sim('run', file, '--until', '1s').out).toContain('seed 3');
    writeFileSync(file, '{ "version": 1,');
    expect(sim('run', file)).toMatchObject({ code: 2, err: expect.stringMatching(/is not JSON/) as string });
  });

  it('--help lists nodes, links, knobs with unit, range and default, and actions', () => {
    const { out } = sim('run', 'load-balancing', '--help');
    expect(out).toMatch(/s1 +service/);
    expect(out).toContain('lb->s1');
    expect(out).toMatch(/timeoutMs +0 to \d+ ms, default \d+/);
    expect(out).toMatch(/strategy +roundRobin \| /);
    expect(out).toMatch(/crash +/);
    expect(out).toMatch(/drain/);
  });
});

describe('check', () => {
  it('runs every experiment of a lab and tells whether its sentence held', () => {
    const { code, out } = sim('check', 'load-balancing');
    expect(code).toBe(0);
    expect(out.trim().split('\n').length).toBeGreaterThan(4);
    for (const line of out.trim().split('\n')) expect(line).toMatch(/^held +.+: .+/);
  });
});

describe('what is wrong with the words is said in one sentence', () => {
  it.each([
    [['dance'], /^There is no command called dance; /],
    [['run'], /^run needs the name of a lab/],
    [['run', 'nothing'], /^There is no lab called nothing; there are .*load-balancing/],
    [['run', 'nothing.json'], /^The file nothing\.json cannot be read\.$/],
    [['run', 'load-balancing', '--seed', '-1'], /--seed/],
    [['run', 'load-balancing', '--seed', 'x'], /^The seed must be a whole number/],
    [['run', 'load-balancing', '--until', 'soon'], /^--until must be a duration/],
    [['run', 'load-balancing', '--set', 'strategy'], /^--set must look like/],
    [['run', 'load-balancing', '--set', 'lb.strategy=best'], /strategy.*best/],
    [['run', 'load-balancing', '--set', 'lb.nothing=1'], /nothing/],
    [['run', 'load-balancing', '--set', 'clients.ratePerSec=NaN'], /ratePerSec/],
    [['run', 'load-balancing', '--input', '10s explode s1'], /has no known action: "explode"/],
    [['run', 'load-balancing', '--wings'], /--wings/],
  ])('%j', (words, sentence) => {
    const { code, out, err } = sim(...words);
    expect([code, out]).toEqual([2, '']);
    expect(err.trim()).toMatch(sentence);
    expect(err.trim().split('\n')).toHaveLength(1);
  });
});
