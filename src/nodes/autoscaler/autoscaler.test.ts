/** An autoscaler with a group of consumers behind a queue. */
import { describe, expect, it } from 'vitest';
import type { Input } from '../../kernel/input';
import { defaultParams, type ParamValue } from '../../kernel/params';
import { counted } from '../../kernel/testing/conservation';
import { at, entriesOf, mesh, plannedKind, tinyRun } from '../../kernel/testing/tiny';
import { nodeKinds, policyKinds } from '../index';

type Values = Readonly<Record<string, ParamValue>>;

function kindOf(name: string) {
  const kind = nodeKinds.get(name);
  if (!kind) throw new Error(`There is no kind called ${name}.`);
  return kind;
}

/** A burst of messages of a second of work each, and up to five consumers for them. */
function run(scaler: Values, messages: number, untilMs: number, inputs: readonly Input[] = []) {
  const part = (kind: string, params: Values, more = {}) => ({
    kind: kindOf(kind),
    params: { ...defaultParams(kindOf(kind).params), ...params },
    ...more,
  });
  const burst = plannedKind([
    [
      10,
      (ctx) => {
        for (let i = 0; i < messages; i++) ctx.call('queue', 'write', { key: i });
      },
    ],
  ]);
  const consumers = Array.from({ length: 5 }, (_, i) => {
    const params = { queue: 'queue', serviceTimeMs: 1000, serviceShape: 'constant' };
    return [`c${String(i + 1)}`, part('consumer', params, { group: 'cs', present: i < 1 })] as const;
  });
  const nodes = {
    burst,
    queue: part('queue', { consumers: 'cs', storeTimeMs: 0 }),
    scaler: part('autoscaler', { queue: 'queue', group: 'cs', backlogEach: 4, ...scaler }),
    ...Object.fromEntries(consumers),
  };
  const policies = [...policyKinds.values()];
  return tinyRun({ nodes, links: mesh(Object.keys(nodes)), policies }, inputs, untilMs).sim;
}

/** Comings and goings of consumers, in seconds: `3 c2 starts`. */
function comings(sim: ReturnType<typeof run>): string[] {
  return entriesOf(sim, 'node').flatMap(({ node, atUs, subject }) => {
    const { what } = subject as { what: string };
    const { id } = sim.model.nodes[node];
    return id.startsWith('c') && atUs > 0 ? [`${String(atUs / 1_000_000)} ${id} ${what}`] : [];
  });
}

describe('autoscaler', () => {
  it('brings in what a backlog needs, after their boot time, and takes them out one by one', () => {
    const sim = run({ bootMs: 2000, coolDownMs: 5000 }, 12, 60_000);
    expect(comings(sim)).toEqual(['3 c2 starts', '3 c3 starts', '6 c3 leaves', '11 c2 leaves']);
    expect(counted(sim, 'queue.done')).toBe(12);
  });

  it('a consumer that goes finishes what it has: nothing has to be delivered again', () => {
    const sim = run({ coolDownMs: 0 }, 40, 120_000);
    expect(comings(sim).filter((one) => one.endsWith('leaves')).length).toBeGreaterThanOrEqual(4);
    expect(counted(sim, 'queue.done')).toBe(40);
    expect(counted(sim, 'queue.deliveries')).toBe(40);
  });

  it('brings in no more than it may, and none while it is off', () => {
    expect(comings(run({ extra: 1 }, 60, 10_000))).toEqual(['3 c2 starts']);
    expect(comings(run({ on: false }, 60, 10_000))).toEqual([]);
  });

  it('does not wait for ever for one that does not answer', () => {
    // c3 is told to go at 6 s, with work in hand: it has crashed, and the queue knows after half a minute.
    const scaler = { coolDownMs: 4000, retireTimeoutMs: 3000 };
    const sim = run(scaler, 12, 12_000, [at(3500, 'crash', 'c3')]);
    expect(comings(sim)).toContain('3.5 c3 crashes');
    expect(comings(sim)).toContain('8 c3 leaves');
  });
});
