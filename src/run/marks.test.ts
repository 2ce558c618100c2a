import { describe, expect, it } from 'vitest';
import { createRecorder, ENTRY, writeEntry, type Recorder } from '../kernel/trace';
import { buildModel } from '../scenario/build';
import { parseInput } from '../scenario/words';
import { collectMarks, createMarks, forkMarks } from './marks';
import { chain, logOf, openSession } from './testing/sessions';

const model = buildModel(chain);
const change = (from: string, to: string, machine = '') => ({ machine, change: { from, to } });
const write = (recorder: Recorder, code: number, event: number, subject: unknown, node = 2): void => {
  writeEntry(recorder, code, event, 0, event * 10, node, subject);
};

describe('marks', () => {
  it('are changes of modes, lives of nodes, words and broken promises', () => {
    const recorder = createRecorder(64);
    write(recorder, ENTRY.node, 0, { what: 'starts' });
    write(recorder, ENTRY.timer, 1, {});
    const opens = change('closed', 'halfOpen', 'downstream/circuit-breaker');
    const leads = change('follower', 'leader');
    write(recorder, ENTRY.mode, 1, opens);
    write(recorder, ENTRY.mode, 2, change('open', 'open'));
    write(recorder, ENTRY.mode, 2, leads);
    write(recorder, ENTRY.node, 3, { what: 'crashes' });
    write(recorder, ENTRY.log, 4, 'drains');
    write(recorder, ENTRY.invariant, 5, { title: 'One leader' }, -1);
    const list = createMarks();
    expect(collectMarks(list, recorder, model, 0)).toBe(8);
    expect(list.marks).toEqual([
      {
        atUs: 10,
        event: 1,
        node: 'back',
        kind: 'mode',
        text: 'downstream: closed → half-open',
        moved: opens,
      },
      { atUs: 20, event: 2, node: 'back', kind: 'mode', text: 'follower → leader', moved: leads },
      { atUs: 30, event: 3, node: 'back', kind: 'life', text: 'crashes' },
      { atUs: 40, event: 4, node: 'back', kind: 'note', text: 'drains' },
      { atUs: 50, event: 5, node: '', kind: 'broken', text: 'One leader' },
    ]);
    expect(list.upTo).toBe(5);
  });

  it('tell a term, also where the mode stays but the term does not', () => {
    const recorder = createRecorder(64);
    const turn = (from: string, to: string, epoch: number) => ({ machine: '', change: { from, to, epoch } });
    write(recorder, ENTRY.mode, 1, turn('stopped', 'follower', 0));
    write(recorder, ENTRY.mode, 2, turn('follower', 'follower', 0));
    write(recorder, ENTRY.mode, 3, turn('follower', 'follower', 1), 1);
    write(recorder, ENTRY.mode, 4, turn('follower', 'follower', 1));
    write(recorder, ENTRY.mode, 5, turn('follower', 'follower', 1));
    const list = createMarks();
    collectMarks(list, recorder, model, 0);
    expect(list.marks.map(({ event, kind, epoch }) => [event, kind, epoch])).toEqual([
      [1, 'mode', 0],
      [3, 'epoch', 1],
      [4, 'epoch', 1],
    ]);
  });

  it('of events looked at before are not taken twice', () => {
    const recorder = createRecorder(64);
    const list = createMarks();
    for (let event = 1; event <= 3; event++) write(recorder, ENTRY.log, event, 'a');
    const scanned = collectMarks(list, recorder, model, 0);
    expect(collectMarks(list, recorder, model, 0)).toBe(scanned);
    write(recorder, ENTRY.log, 4, 'a');
    collectMarks(list, recorder, model, scanned);
    expect(list.marks.map(({ event }) => event)).toEqual([1, 2, 3, 4]);
    const fork = forkMarks(list, 2);
    expect([fork.marks.map(({ event }) => event), fork.upTo]).toEqual([[1, 2], 2]);
  });

  it('beyond 2000 every second of the older half goes, but no broken promise', () => {
    const recorder = createRecorder(4_096);
    const list = createMarks();
    for (let event = 1; event <= 2_001; event++) {
      const broken = event % 10 === 2;
      write(recorder, broken ? ENTRY.invariant : ENTRY.log, event, broken ? { title: 'x' } : 'a');
    }
    collectMarks(list, recorder, model, 0);
    expect(list.marks.length).toBe(2_001 - 500 + 100);
    expect(list.marks.filter(({ kind }) => kind === 'broken')).toHaveLength(200);
    expect(list.marks.slice(-1_001).map(({ event }) => event)).toEqual(
      Array.from({ length: 1_001 }, (_, i) => 1_001 + i),
    );
  });

  it('of a session are the same after any way back and forth', () => {
    const inputs = ['1s..2s crash back', '3s pause back', '4s resume back'].map((text) => {
      const parsed = parseInput(text, text);
      if (!parsed.ok) throw new Error(parsed.problem);
      return parsed.value;
    });
    const session = openSession(chain, { log: logOf(...inputs) });
    session.advance(6_000_000);
    const marks = [...session.marks];
    expect(
      marks.filter(({ kind }) => kind === 'life').map(({ atUs, node, text }) => [atUs, node, text]),
    ).toEqual([
      [1_000_000, 'back', 'crashes'],
      [2_000_000, 'back', 'starts'],
      [3_000_000, 'back', 'pauses'],
      [4_000_000, 'back', 'resumes'],
    ]);
    expect(marks.some(({ kind, node }) => kind === 'mode' && node === 'front')).toBe(true);
    for (const us of [500_000, 5_500_000, 0, 3_200_000, 6_000_000]) session.seek(us);
    session.stepMeaningfulBack(null);
    session.seek(6_000_000);
    expect(session.marks).toEqual(marks);
  });
});
