import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Simulation, type SimulationOptions } from './simulation';
import { chatter, chatterInputs } from './testing/chatter';
import { at, entriesOf, MS, plannedKind, tinyKind, tinyLink, tinyModel, tinyRun } from './testing/tiny';
import {
  clearRecorder,
  createRecorder,
  entryAt,
  entryCount,
  firstEntryOf,
  rewindRecorder,
  startsEvent,
  writeEntry,
  type Recorder,
  type TraceEntry,
} from './trace';

/** A recorder with this many entries for each event from 1 on. */
function written(size: number, perEvent: readonly number[]): Recorder {
  const recorder = createRecorder(size);
  for (const [i, n] of perEvent.entries())
    for (let k = 0; k < n; k++) writeEntry(recorder, k === 0 ? 1 : 5, i + 1, i, i * 10, 0, k);
  return recorder;
}

const events = (recorder: Recorder): number[] =>
  Array.from({ length: entryCount(recorder) }, (_, i) => entryAt(recorder, i).event);
const perEvent = fc.array(fc.integer({ min: 1, max: 4 }), { maxLength: 40 });

describe('recorder', () => {
  it('[K-H4] keeps the last entries, in order', () => {
    fc.assert(
      fc.property(perEvent, fc.integer({ min: 1, max: 40 }), (counts, size) => {
        const all = counts.flatMap((n, i) => Array.from({ length: n }, () => i + 1));
        const recorder = written(size, counts);
        expect(events(recorder)).toEqual(all.slice(-size));
        expect([recorder.written, recorder.first]).toEqual([all.length, Math.max(0, all.length - size)]);
      }),
    );
  });

  it('[K-H4] finds the first entry of an event', () => {
    fc.assert(
      fc.property(perEvent, fc.integer({ min: 1, max: 40 }), fc.nat(45), (counts, size, event) => {
        const recorder = written(size, counts);
        const expected = events(recorder).findIndex((one) => one >= event);
        expect(firstEntryOf(recorder, event)).toBe(expected < 0 ? entryCount(recorder) : expected);
      }),
    );
  });

  it('[K-H4] taken back to an event it forgets what came after, and all when it does not reach that event', () => {
    fc.assert(
      fc.property(perEvent, fc.integer({ min: 1, max: 40 }), fc.nat(45), (counts, size, event) => {
        const recorder = written(size, counts);
        const before = events(recorder);
        rewindRecorder(recorder, event);
        expect(events(recorder)).toEqual(before.includes(event) ? before.filter((one) => one <= event) : []);
        writeEntry(recorder, 1, event + 1, 0, 0, 0, null);
        expect(events(recorder).at(-1)).toBe(event + 1);
      }),
    );
  });

  it('[K-H4] taken back to the start it keeps what happened before the first event', () => {
    const recorder = createRecorder(8);
    writeEntry(recorder, 10, 0, 0, 0, 0, 'starts');
    writeEntry(recorder, 1, 1, 0, 5, 0, null);
    rewindRecorder(recorder, 0);
    expect(events(recorder)).toEqual([0]);
    clearRecorder(recorder);
    expect([entryCount(recorder), recorder.subjects.every((subject) => subject === null)]).toEqual([0, true]);
  });
});

/** From an entry back to the event that has no cause: what each event was. */
function why(sim: Simulation, entry: TraceEntry): string[] {
  const all = entriesOf(sim);
  const chain: string[] = [];
  for (let event = entry.event; event > 0;) {
    const start = all.find((one) => one.event === event);
    if (!start) break;
    chain.push(`${start.kind} ${String(start.atUs / MS)}`);
    event = start.cause;
  }
  return chain;
}

describe('cause', () => {
  it('[K-H2] leads from an outcome back to the start, and from a repeated timer to its first arming', () => {
    const notes: TraceEntry[] = [];
    const source = tinyKind({
      boot: (ctx) => ctx.setTimer('arrival', 10 * MS),
      onTimer: (ctx, _state, timer) => {
        if (ctx.nowUs < 30 * MS) ctx.repeatTimer(timer, 10 * MS);
        ctx.call('b', 'request', null);
      },
      onOutcome: (ctx) => {
        ctx.log('done');
      },
    });
    const service = tinyKind({
      onMessage: (ctx, _state, message) => ctx.work('serve', 2 * MS, message as never),
      onWork: (ctx, _state, work) => {
        ctx.reply(work.data as never, 'completed');
      },
    });
    const links = [tinyLink('a', 'b', { latencyMs: 1 }), tinyLink('b', 'a', { latencyMs: 1 })];
    const { sim } = tinyRun({ nodes: { a: source, b: service }, links }, [], 60);
    notes.push(...entriesOf(sim, 'log'));
    expect(notes.map((note) => why(sim, note))).toEqual(
      [10, 20, 30].map((ms) => [
        `deliver ${String(ms + 4)}`,
        `work ${String(ms + 3)}`,
        `deliver ${String(ms + 1)}`,
        `timer ${String(ms)}`,
      ]),
    );
    expect(entriesOf(sim, 'timer').map(({ cause }) => cause)).toEqual([0, 0, 0]);
  });

  it('[K-H2] ends at an input', () => {
    const kind = tinyKind({
      actions: { kick: { title: '', help: '', run: (ctx) => (ctx.setTimer('kicked', 5 * MS), null) } },
      onTimer: (ctx) => {
        ctx.log('kicked');
      },
    });
    const { sim } = tinyRun({ nodes: { a: kind } }, [at(7, 'do', 'a', 'kick')], 20);
    expect(entriesOf(sim, 'log').map((note) => why(sim, note))).toEqual([['timer 12', 'input 7']]);
  });

  it('[K-H1] [K-H2] every event writes an entry first, and its cause came before', () => {
    fc.assert(
      fc.property(fc.nat(), chatterInputs, (seed, inputs) => {
        const recorder = createRecorder(65_536);
        const sim = new Simulation(tinyModel(chatter(seed)), { recorder });
        sim.setInputs(inputs);
        sim.advance(300 * MS);
        const starts = new Map<number, TraceEntry>();
        for (const entry of entriesOf(sim)) {
          expect(entry.cause === 0 || entry.cause < entry.event).toBe(true);
          if (starts.has(entry.event) || entry.event === 0) continue;
          // An arrival that finds nobody, or a cut, is the only event that begins otherwise.
          expect(startsEvent(entry.kind) || entry.kind === 'drop').toBe(true);
          starts.set(entry.event, entry);
        }
        expect(starts.size).toBe(sim.world.events);
        for (const { cause } of starts.values()) expect(cause === 0 || starts.has(cause)).toBe(true);
        const roots = [...starts.values()].filter(({ cause, kind }) => cause === 0 && kind !== 'input');
        expect(roots.every(({ kind }) => kind === 'timer')).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe('hash', () => {
  const hashOf = (options: SimulationOptions, seed = 5): string => {
    const sim = new Simulation(tinyModel(chatter(seed)), options);
    sim.setInputs([at(40, 'crash', 'a'), at(90, 'restart', 'a')]);
    sim.advance(400 * MS);
    return sim.hashHex();
  };

  it('[K-H3] does not depend on who watches', () => {
    const plain = hashOf({});
    expect(plain).toMatch(/^[0-9a-f]{16}$/);
    expect(hashOf({ recorder: createRecorder(16) })).toBe(plain);
    expect(hashOf({ without: ['windows'] })).toBe(plain);
    expect(hashOf({}, 6)).not.toBe(plain);
  });

  it('[K-H3] changes with a time, a body, a mode, a word of the log', () => {
    const run = (ms: number, body: string, mode: string, text: string): string => {
      const kind = plannedKind([
        [
          ms,
          (ctx) => {
            ctx.send('b', 'note', { body });
            ctx.changeMode({ event: 'e', from: 'x', to: mode, guard: '', refused: [] });
            ctx.log(text);
          },
        ],
      ]);
      return tinyRun({ nodes: { a: kind, b: tinyKind() } }, [], 9).sim.hashHex();
    };
    const hashes = [
      run(1, 'a', 'a', 'a'),
      run(2, 'a', 'a', 'a'),
      run(1, 'b', 'a', 'a'),
      run(1, 'a', 'b', 'a'),
      run(1, 'a', 'a', 'b'),
    ];
    expect(new Set(hashes).size).toBe(5);
    expect(run(1, 'a', 'a', 'a')).toBe(hashes[0]);
  });
});
