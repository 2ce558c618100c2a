import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { US_PER_S } from '../kernel/time';
import { parseInput } from '../scenario/words';
import { firstDifferenceUs } from './difference';
import { editLog, type LogEdit } from './edits';
import { clipsOf, createLog, mutedClipsOf, sharedUntilUs, type InputLog } from './log';
import type { Act, Session } from './session';
import { chain, chainActs, logOf, momentOf, openSession, quiet } from './testing/sessions';

vi.setConfig({ testTimeout: 60_000 });

const input = (text: string, id = text) => {
  const parsed = parseInput(text, id);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
};

const inputsOf = (log: InputLog) => log.branches.map(({ id, inputs }) => ({ id, inputs }));

describe('edits of the log', () => {
  const log = logOf(input('2s..4s crash s1', 'a'), input('3s restart s2', 'b'), input('6s slow s3 5', 'c'));
  const made = (edit: LogEdit) =>
    editLog(log, edit).branches[0].inputs.map(({ id, atUs, untilUs }) => [id, atUs, untilUs]);

  it('move and stretch a clip, and leave the others and the log before as they are', () => {
    const before = JSON.stringify(log);
    expect(made({ kind: 'time', id: 'a', atUs: 1_000_000.4, untilUs: 5_000_000 })).toEqual([
      ['a', 1_000_000, 5_000_000],
      ['b', 3_000_000, null],
      ['c', 6_000_000, null],
    ]);
    expect(made({ kind: 'time', id: 'c', atUs: 0, untilUs: 10 })[2]).toEqual(['c', 0, 10]);
    expect(JSON.stringify(log)).toBe(before);
  });

  it('copy a clip with an id of its own, mute it, and delete it', () => {
    expect(made({ kind: 'copy', id: 'a', atUs: 7_000_000 })).toEqual([
      ['a', 2_000_000, 4_000_000],
      ['i4', 7_000_000, 9_000_000],
      ['b', 3_000_000, null],
      ['c', 6_000_000, null],
    ]);
    expect(made({ kind: 'delete', id: 'b' }).map(([id]) => id)).toEqual(['a', 'c']);
    const muted = editLog(log, { kind: 'mute', id: 'a', muted: true }).branches[0].inputs;
    expect(clipsOf(muted).map((clip) => clip.input.id)).toEqual(['b', 'c']);
    expect(mutedClipsOf(muted)).toMatchObject([{ words: 's1 crash', endsAtUs: 4_000_000, lasts: true }]);
  });

  it('that make no sense are refused in a sentence', () => {
    const refused = (edit: LogEdit, says: string) => {
      expect(() => editLog(log, edit)).toThrow(says);
    };
    refused({ kind: 'time', id: 'a', atUs: 5, untilUs: 5 }, 'A clip must end after it begins.');
    refused({ kind: 'time', id: 'a', atUs: -1, untilUs: null }, 'There is no moment -1.');
    refused({ kind: 'time', id: 'a', atUs: NaN, untilUs: null }, 'There is no moment NaN.');
    refused({ kind: 'time', id: 'b', atUs: 1, untilUs: 9 }, 'Restart is over at once and has no end.');
    refused({ kind: 'delete', id: 'x' }, 'That clip is not on this branch any more.');
    refused({ kind: 'rename', branch: 'b0', title: '  ' }, 'A branch needs a name.');
    refused({ kind: 'discard', branch: 'b0' }, 'The last branch stays.');
    refused({ kind: 'discard', branch: 'b7' }, 'There is no branch called b7.');
  });
});

describe('branches', () => {
  const session = openSession(chain, { log: logOf(input('1s slow back 2', 'a')) });
  session.advance(6 * US_PER_S);
  session.seek(3 * US_PER_S);
  session.act({ action: 'crash', target: 'back', args: [] });
  session.advance(5 * US_PER_S);
  session.seek(4 * US_PER_S);
  session.act({ action: 'heal', target: '', args: [] });
  const { log } = session;

  it('have names that tell what was done', () => {
    expect(log.branches.map(({ title }) => title)).toEqual([
      'main',
      'after back crash',
      'after heal everything',
    ]);
    const again = editLog(log, { kind: 'rename', branch: 'b1', title: ' worse \n luck ' });
    expect(again.branches[1].title).toBe('worse luck');
  });

  it('know up to when they are one', () => {
    expect(sharedUntilUs(log, 'b0', 'b1')).toBe(3 * US_PER_S);
    expect(sharedUntilUs(log, 'b2', 'b1')).toBe(4 * US_PER_S);
    expect(sharedUntilUs(log, 'b0', 'b2')).toBe(3 * US_PER_S);
    expect(sharedUntilUs(log, 'b1', 'b1')).toBe(Infinity);
  });

  it('share less once a clip they had in common is changed in one of them', () => {
    const moved = editLog(log, { kind: 'time', id: 'a', atUs: 500_000, untilUs: null });
    expect(sharedUntilUs(moved, 'b2', 'b1')).toBe(499_999);
    expect(sharedUntilUs(moved, 'b0', 'b1')).toBe(3 * US_PER_S);
  });

  it('that are deleted leave theirs to the one they had left', () => {
    const without = editLog(log, { kind: 'discard', branch: 'b1' });
    expect(without.branches.map(({ id, parentId, forkAtUs }) => [id, parentId, forkAtUs])).toEqual([
      ['b0', null, 0],
      ['b2', 'b0', 3 * US_PER_S],
    ]);
    const headless = editLog(log, { kind: 'discard', branch: 'b0' });
    expect(headless.branches.map(({ id, parentId }) => [id, parentId])).toEqual([
      ['b1', null],
      ['b2', 'b1'],
    ]);
    expect(editLog(log, { kind: 'discard', branch: 'b2' }).current).toBe('b1');
  });

  it('keep their bookmarks, and take them along when they go', () => {
    const bookmark = { id: 'm1', branch: 'b1', us: 10.2, events: 4, note: ' here ' };
    const marked = editLog(log, { kind: 'bookmark', bookmark });
    expect(marked.bookmarks).toEqual([{ ...bookmark, us: 10, note: 'here' }]);
    const noted = editLog(marked, { kind: 'bookmark', bookmark: { ...bookmark, note: 'there' } });
    expect(noted.bookmarks?.map(({ note }) => note)).toEqual(['there']);
    expect(editLog(noted, { kind: 'unmark', id: 'm1' }).bookmarks).toEqual([]);
    expect(editLog(noted, { kind: 'discard', branch: 'b1' }).bookmarks).toEqual([]);
  });
});

describe('the first difference of two histories', () => {
  const a = input('2s..4s slow back 2', 'a');
  it.each([
    ['the same', [a], Infinity],
    ['one more', [a, input('3s crash back', 'b')], 3_000_000],
    ['one less', [], 2_000_000],
    ['another end', [input('2s..5s slow back 2', 'a')], 4_000_000],
    ['no end', [input('2s slow back 2', 'a')], 2_000_000],
    ['another value', [input('2s..4s slow back 3', 'a')], 2_000_000],
    ['an earlier beginning', [input('1s..4s slow back 2', 'a')], 1_000_000],
    ['muted', [{ ...a, muted: true }], 2_000_000],
  ] as const)('%s', (_name, other, us) => {
    expect(firstDifferenceUs([a], other)).toBe(us);
    expect(firstDifferenceUs(other, [a])).toBe(us);
  });
});

/** Edits by what they do to whichever clip or branch there is. */
type Deed =
  | { act: Act }
  | { on: number }
  | { back: number }
  | { clip: number; shift: number; length: number | null }
  | { mute: number }
  | { copy: number; to: number }
  | { remove: number }
  | { discard: number }
  | { branch: number };

const share = fc.double({ min: 0, max: 1, noNaN: true });
const deeds: fc.Arbitrary<Deed[]> = fc.array(
  fc.oneof(
    chainActs.map((act) => ({ act })),
    fc.integer({ min: 1, max: 900_000 }).map((on) => ({ on })),
    share.map((back) => ({ back })),
    fc
      .tuple(
        fc.nat(9),
        fc.integer({ min: -900_000, max: 900_000 }),
        fc.option(fc.integer({ min: 1, max: 800_000 })),
      )
      .map(([clip, shift, length]) => ({ clip, shift, length })),
    fc.nat(9).map((mute) => ({ mute })),
    fc.tuple(fc.nat(9), fc.nat(3_000_000)).map(([copy, to]) => ({ copy, to })),
    fc.nat(9).map((remove) => ({ remove })),
    fc.nat(3).map((discard) => ({ discard })),
    fc.nat(3).map((branch) => ({ branch })),
  ),
  { maxLength: 16 },
);

/** The edit of the log that a deed is, if it is one and can be made. */
function editOf({ log, branch }: Session, deed: Deed): LogEdit | null {
  const pick = (n: number) => branch.inputs.at(n % Math.max(1, branch.inputs.length));
  if ('discard' in deed) {
    if (log.branches.length === 1) return null;
    return { kind: 'discard', branch: log.branches[deed.discard % log.branches.length].id };
  }
  if ('clip' in deed) {
    const clip = pick(deed.clip);
    if (!clip) return null;
    const atUs = Math.max(0, clip.atUs + deed.shift);
    const lasts = clipsOf([clip]).at(0)?.lasts === true && deed.length !== null;
    return { kind: 'time', id: clip.id, atUs, untilUs: lasts ? atUs + (deed.length ?? 0) : null };
  }
  const found =
    'mute' in deed
      ? pick(deed.mute)
      : 'copy' in deed
        ? pick(deed.copy)
        : 'remove' in deed
          ? pick(deed.remove)
          : undefined;
  if (!found) return null;
  if ('mute' in deed) return { kind: 'mute', id: found.id, muted: !found.muted };
  return 'copy' in deed ? { kind: 'copy', id: found.id, atUs: deed.to } : { kind: 'delete', id: found.id };
}

function adopt(session: Session, log: InputLog): void {
  session.advance(session.adopt(log));
}

describe('editing', () => {
  it.each([
    ['chain', chain],
    ['quiet', quiet],
  ] as const)(
    'any sequence of changes gives the run of its log; undone, the same log and the same run: %s',
    (_name, scenario) => {
      fc.assert(
        fc.property(deeds, (list) => {
          const session = openSession(scenario, { stepMs: 25 });
          const past: { log: InputLog; us: number; hash: string }[] = [];
          const remember = (): void => {
            past.push({
              log: structuredClone(session.log),
              us: session.playheadUs,
              hash: session.sim.hashHex(),
            });
          };
          for (const deed of list) {
            if ('on' in deed) session.advance(session.playheadUs + deed.on);
            else if ('back' in deed) session.seek(Math.floor(session.playheadUs * deed.back));
            else if ('branch' in deed)
              session.switchBranch(session.log.branches[deed.branch % session.log.branches.length].id);
            else if ('act' in deed) {
              session.seek(session.playheadUs);
              remember();
              session.act(
                scenario === quiet && deed.act.target.includes('front')
                  ? { ...deed.act, action: 'pause', target: 'back', args: [] }
                  : deed.act,
              );
            } else {
              const edit = editOf(session, deed);
              if (!edit) continue;
              session.seek(session.playheadUs);
              remember();
              const us = session.playheadUs;
              adopt(session, editLog(session.log, edit));
              expect(session.playheadUs).toBe(
                edit.kind === 'discard' ? Math.min(us, session.branch.headUs) : us,
              );
              expectRunOfLog(session, scenario);
            }
          }
          for (const { log, us, hash } of past.reverse()) {
            adopt(session, log);
            expect(inputsOf(session.log)).toEqual(inputsOf(log));
            expect(session.log.current).toBe(log.current);
            session.seek(us);
            expect(session.sim.hashHex()).toBe(hash);
          }
        }),
        { numRuns: 60 },
      );
    },
  );

  function expectRunOfLog(session: Session, scenario: typeof chain): void {
    const fresh = openSession(scenario, { log: createLog(session.branch.inputs), recorded: false });
    fresh.advance(session.playheadUs);
    expect(momentOf(session)).toStrictEqual(momentOf(fresh));
  }

  it('what lies beyond the playhead changes nothing that has happened', () => {
    const session = openSession(chain, { log: logOf(input('5s crash back', 'a')) });
    session.advance(3 * US_PER_S);
    for (let i = 0; i < 5; i++) session.stepEvent();
    const before = momentOf(session);
    expect(
      session.adopt(editLog(session.log, { kind: 'time', id: 'a', atUs: 4 * US_PER_S, untilUs: null })),
    ).toBe(session.playheadUs);
    expect(momentOf(session)).toStrictEqual(before);
    session.advance(5 * US_PER_S);
    expect(session.sim.world.nodes[2].up).toBe(false);
  });

  it('marks what happens now, and nothing that happened before it was changed', () => {
    const session = openSession(chain, { log: logOf(input('2s..3s crash back', 'a')) });
    session.advance(6 * US_PER_S);
    const lives = () =>
      session.marks.filter(({ kind }) => kind === 'life').map(({ atUs }) => atUs / US_PER_S);
    expect(lives()).toEqual([2, 3]);
    adopt(
      session,
      editLog(session.log, { kind: 'time', id: 'a', atUs: 4 * US_PER_S, untilUs: 5 * US_PER_S }),
    );
    expect(lives()).toEqual([4, 5]);
    const fresh = openSession(chain, { log: createLog(session.branch.inputs) });
    fresh.advance(6 * US_PER_S);
    expect(session.marks).toEqual(fresh.marks);
  });

  it('a refusal is told again when its input was changed, and only then', () => {
    const session = openSession(chain, {
      log: logOf(input('1s restart back', 'a'), input('2s restart front', 'b')),
    });
    session.advance(3 * US_PER_S);
    expect(session.refusals.take()).toHaveLength(2);
    adopt(session, editLog(session.log, { kind: 'time', id: 'a', atUs: US_PER_S / 2, untilUs: null }));
    expect(session.refusals.take().map((refusal) => refusal.input.id)).toEqual(['a']);
  });
});
