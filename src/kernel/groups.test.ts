import { describe, expect, it } from 'vitest';
import type { Simulation } from './simulation';
import { at, during, entriesOf, MS, nodeIn, plannedKind, tinyKind, tinyRun } from './testing/tiny';

const life = (sim: Simulation): string[] =>
  entriesOf(sim, 'node').map(
    ({ node, subject }) => `${sim.model.nodes[node].id} ${(subject as { what: string }).what}`,
  );

describe('groups', () => {
  const member = (notes: string[]) =>
    plannedKind<{ durable: string }>(
      [
        [
          5,
          (ctx) => {
            if (ctx.id === 'a') {
              ctx.join('c');
              ctx.join('c');
              notes.push(`asked at ${String(ctx.members('g').length)}`);
            }
          },
        ],
        [
          9,
          (ctx) => {
            if (ctx.id === 'a') ctx.leave('a');
          },
        ],
      ],
      {
        boot: (ctx) => {
          notes.push(`${ctx.id} boots`);
          return { durable: 'kept' };
        },
        restart: (ctx) => {
          notes.push(`${ctx.id} restarts`);
          return { durable: 'kept' };
        },
        onMembers: (ctx) => notes.push(`${ctx.id} sees ${ctx.members('g').join('')}`),
      },
    );
  const nodes = (notes: string[]) => {
    const kind = member(notes);
    return {
      c: { kind, group: 'g', present: false },
      a: { kind, group: 'g' },
      b: { kind, group: 'g' },
      x: { kind: tinyKind() },
    };
  };

  it('[K-G1] [K-G2] [K-G3] nodes come and go by their own doing; the others are told afterwards', () => {
    const notes: string[] = [];
    const { sim } = tinyRun({ nodes: nodes(notes) }, [at(7, 'crash', 'b')], 20);
    expect(notes).toEqual([
      'a boots',
      'b boots',
      'asked at 2',
      'c boots',
      'a sees cab',
      'b sees cab',
      'c sees cb',
    ]);
    expect(life(sim)).toEqual(['a starts', 'b starts', 'x starts', 'c starts', 'b crashes', 'a leaves']);
  });

  it('[K-G2] one that leaves keeps nothing, and is not restarted but joins', () => {
    const notes: string[] = [];
    const inputs = [at(1, 'leave', 'b'), at(2, 'restart', 'b'), at(3, 'join', 'b')];
    const { sim, refusals } = tinyRun({ nodes: nodes(notes) }, inputs, 4);
    expect(notes).toEqual(['a boots', 'b boots', 'a sees a', 'b boots', 'a sees ab']);
    expect(refusals).toEqual(['b is not there.']);
    expect(nodeIn(sim, 'b').state).toEqual({ durable: 'kept' });
  });

  it('[K-G2] a node held down by a crash joins when the crash ends', () => {
    const notes: string[] = [];
    const inputs = [during(1, 8, 'crash', 'b'), at(2, 'leave', 'b'), at(3, 'join', 'b')];
    const { sim } = tinyRun({ nodes: nodes(notes) }, inputs, 4);
    expect(nodeIn(sim, 'b')).toMatchObject({ present: true, up: false });
    sim.advance(8 * MS);
    expect(nodeIn(sim, 'b').up).toBe(true);
    expect(notes.at(-1)).toBe('b boots');
  });

  it('[K-G1] a node alone is a group of its own id; an unknown group is empty', () => {
    const seen: unknown[] = [];
    const kind = tinyKind({
      boot: (ctx) => {
        seen.push(ctx.members('a'), ctx.members('none'));
        return {};
      },
    });
    tinyRun({ nodes: { a: kind } });
    expect(seen).toEqual([['a'], []]);
  });

  it('[K-G4] the places of a group are its absent nodes too', () => {
    const seen: unknown[] = [];
    const kind = tinyKind({
      boot: (ctx) => {
        seen.push(ctx.places('g'), ctx.places('none'));
        return {};
      },
    });
    tinyRun({ nodes: { b: { kind, group: 'g', present: false }, a: { kind, group: 'g' } } });
    expect(seen).toEqual([['b', 'a'], []]);
  });
});
