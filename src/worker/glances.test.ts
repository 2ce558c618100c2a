import { describe, expect, it } from 'vitest';
import type { Input } from '../kernel/input';
import type { Scenario } from '../scenario/types';
import { DIAL_STRIDE } from '../protocol/messages';
import { logOf } from '../run/testing/sessions';
import { chainSpec, rigWithRun, type Rig } from './testing/rig';

const ids = ['s1', 's2', 's3'];

const cluster: Scenario = {
  version: 1,
  title: 'Cluster',
  seed: 5,
  pace: 1,
  nodes: [
    ...ids.map((id, i) => ({
      id,
      kind: 'raft-server',
      group: 'servers',
      at: [300 * i, 0] as const,
      params: { group: 'servers' },
    })),
    { id: 'c1', kind: 'raft-client', at: [0, 300], params: { to: 'servers', thinkTimeMs: 20 } },
  ],
  links: [
    { between: ['s1', 's2'], latencyMs: 5 },
    { between: ['s1', 's3'], latencyMs: 5 },
    { between: ['s2', 's3'], latencyMs: 5 },
    ...ids.map((id) => ({ between: ['c1', id] as const, latencyMs: 5 })),
  ],
};

const crashAt = (atUs: number, target: string): Input => ({
  id: 'i1',
  atUs,
  untilUs: null,
  action: 'crash',
  target,
  args: [],
  muted: false,
});

/** The cluster after so long, with a server that crashes on the way. */
async function running(ms: number, crash?: { id: string; atMs: number }): Promise<Rig> {
  const inputs = crash ? [crashAt(crash.atMs * 1_000, crash.id)] : [];
  const rig = await rigWithRun(chainSpec({ scenario: cluster, log: logOf(...inputs) }));
  await rig.ask('seek', { us: ms * 1_000 });
  return rig;
}

const NODES = [...ids, 'c1', 'nobody'];

describe('many nodes at once', () => {
  it('show their modes, states and dials; what does not exist is left out', async () => {
    const rig = await running(2_000);
    const glances = await rig.ask('inspectMany', { nodes: NODES });
    expect(glances.map(({ id }) => id)).toEqual([...ids, 'c1']);
    expect(glances.map(({ mode }) => mode?.id ?? '').sort()).toEqual(['', 'follower', 'follower', 'leader']);
    expect(glances.filter(({ mode }) => mode?.id === 'leader')[0]?.mode?.title).toBe('Leader');
    const one = await rig.ask('inspect', { node: 's1' });
    expect(glances[0]?.state).toEqual(one.state);
    for (const { id, dial } of glances) {
      if (id === 'c1') expect(dial).toBeNull();
      else expect(dial?.dueUs).toBeGreaterThanOrEqual(2_000_000);
    }
  });

  it('have their dials in every frame', async () => {
    const rig = await running(2_000);
    const glances = await rig.ask('inspectMany', { nodes: ids });
    const { dials } = rig.lastFrame;
    expect(dials.length).toBe(3 * DIAL_STRIDE);
    for (const [i, { dial }] of glances.entries()) {
      expect([...dials.subarray(i * DIAL_STRIDE, (i + 1) * DIAL_STRIDE)]).toEqual([
        i,
        dial?.dueUs,
        dial?.spanUs,
      ]);
    }
  });

  it('that are down have neither mode nor dial', async () => {
    const rig = await running(2_000, { id: 's2', atMs: 1_000 });
    const [, glance] = await rig.ask('inspectMany', { nodes: ids });
    expect(glance).toEqual({ id: 's2', mode: null, dial: null, state: null });
    expect([...rig.lastFrame.dials].filter((_, i) => i % DIAL_STRIDE === 0)).toEqual([0, 2]);
  });
});

describe('logs', () => {
  it('come in one stretch of all servers; clients keep none', async () => {
    const rig = await running(3_000);
    const logs = await rig.ask('logs', { nodes: NODES, from: 3, count: 4 });
    expect(logs.map(({ id }) => id)).toEqual(ids);
    for (const { entries } of logs) expect(entries.map(({ index }) => index)).toEqual([3, 4, 5, 6]);
    expect(logs.filter(({ followers }) => followers.length === 2)).toHaveLength(1);
  });

  it('end with the newest entry when nothing else is asked for, of a crashed server what its disk has', async () => {
    const rig = await running(3_000, { id: 's2', atMs: 2_000 });
    const logs = await rig.ask('logs', { nodes: ids, from: null, count: 5 });
    const newest = Math.max(...logs.map(({ lastIndex }) => lastIndex));
    expect(Math.max(...logs.flatMap(({ entries }) => entries.map(({ index }) => index)))).toBe(newest);
    expect(Math.max(...logs.map(({ entries }) => entries.length))).toBe(5);
    expect(logs[1]).toMatchObject({ id: 's2', commitIndex: 0, followers: [] });
    expect(logs[1]?.lastIndex).toBeGreaterThan(0);
  });

  it('are none where nobody keeps one', async () => {
    const rig = await rigWithRun(chainSpec());
    expect(await rig.ask('logs', { nodes: ['front', 'back'], from: null, count: 5 })).toEqual([]);
  });
});

describe('operations', () => {
  it('come with a verdict; where nobody keeps a history there are none', async () => {
    const rig = await running(3_000);
    const shown = await rig.ask('operations', { fromUs: 0, toUs: 3_000_000, key: null });
    expect(shown.verdict).toBe('linearizable');
    expect(shown.atUs).toBe(3_000_000);
    const other = await rigWithRun(chainSpec());
    const none = await other.ask('operations', { fromUs: 0, toUs: 1_000_000, key: null });
    expect(none).toMatchObject({ operations: [], sessions: [], keys: [] });
  });
});

describe('streams', () => {
  const bank: Scenario = {
    version: 1,
    title: 'Bank',
    seed: 5,
    pace: 1,
    nodes: [
      { id: 'store', kind: 'event-store', at: [0, 0], params: { pastStreams: 2, pastEvents: 900 } },
      { id: 's1', kind: 'aggregate-service', at: [300, 0], params: { store: 'store' } },
    ],
    links: [{ between: ['s1', 'store'], latencyMs: 5 }],
  };
  const ask = { stream: 'account-1', from: null, count: 10, at: { version: 899 } };

  it('come in the stretch asked for, also of a store that is down; of other nodes there is none', async () => {
    const log = logOf(crashAt(500_000, 'store'));
    const rig = await rigWithRun(chainSpec({ scenario: bank, log }));
    await rig.ask('seek', { us: 1_000_000 });
    const part = await rig.ask('stream', { node: 'store', ...ask });
    expect(part?.events.map(({ version }) => version)).toEqual(Array.from({ length: 10 }, (_, i) => 891 + i));
    expect(part).toMatchObject({ stream: 'account-1', lastVersion: 900, state: { version: 899 } });
    expect((await rig.ask('stream', { node: 'store', ...ask, count: 5000 }))?.events).toHaveLength(400);
    expect(await rig.ask('stream', { node: 's1', ...ask })).toBeNull();
  });
});
