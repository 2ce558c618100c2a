import { describe, expect, it } from 'vitest';
import { actionSpec, type Input } from '../kernel/input';
import { Simulation } from '../kernel/simulation';
import { buildModel } from '../scenario/build';
import { formatInput, parseInput } from '../scenario/words';
import { addInput, changeBranch, clipsOf, createLog, currentBranch, freshInputId, type Clip } from './log';
import { balancing } from './testing/sessions';

const inputs = (...texts: string[]): Input[] =>
  texts.map((text, index) => {
    const parsed = parseInput(text, `i${String(index + 1)}`);
    if (!parsed.ok) throw new Error(parsed.problem);
    return parsed.value;
  });

describe('the log', () => {
  const [crash, cut, heal] = inputs('2s crash s1', '4s cut lb->s1', '6s heal');

  it('begins with one branch, which inputs at its head extend', () => {
    const log = createLog([crash]);
    expect(log).toEqual({
      branches: [{ id: 'b0', parentId: null, forkAtUs: 0, title: 'main', inputs: [crash], headUs: 0 }],
      current: 'b0',
    });
    const run = changeBranch(log, { headUs: 4_000_000 });
    const { log: longer, forked } = addInput(run, cut, 4_000_000);
    expect([forked, currentBranch(longer).inputs, longer.branches.length]).toEqual([false, [crash, cut], 1]);
    expect(currentBranch(log).inputs).toEqual([crash]);
  });

  it('forks where an input would change a known future; the fork keeps what both share', () => {
    const log = changeBranch(createLog([crash, cut]), { headUs: 9_000_000 });
    const { log: forked } = addInput(log, heal, 3_000_000);
    expect(forked.current).toBe('b1');
    expect(currentBranch(forked)).toEqual({
      id: 'b1',
      parentId: 'b0',
      forkAtUs: 3_000_000,
      title: 'after heal everything',
      inputs: [crash, heal],
      headUs: 3_000_000,
    });
    expect(forked.branches[0]).toEqual(log.branches[0]);
    expect(currentBranch(addInput(log, heal, 4_000_000).log).inputs).toEqual([crash, cut, heal]);
    const { log: again } = addInput(changeBranch(forked, { headUs: 5_000_000 }), crash, 2_000_000);
    expect(again.branches.map(({ id, parentId, title }) => [id, parentId, title])).toEqual([
      ['b0', null, 'main'],
      ['b1', 'b0', 'after heal everything'],
      ['b2', 'b1', 'after s1 crash'],
    ]);
    expect(currentBranch(again).inputs).toEqual([crash, crash]);
  });

  it('gives ids that no branch has', () => {
    const log = createLog([
      { ...crash, id: 'i2' },
      { ...cut, id: 'i3' },
    ]);
    expect(freshInputId(log)).toBe('i4');
    expect(freshInputId(createLog())).toBe('i1');
  });

  it('says which branch is missing', () => {
    expect(() => currentBranch({ ...createLog(), current: 'b9' })).toThrow(
      'The log has no branch called b9.',
    );
  });
});

describe('clips', () => {
  /** Without what was done at once. */
  const lasting = (clips: readonly Clip[]): Clip[] =>
    clips.filter(({ input }) => actionSpec(input.action)?.lasts === true);

  const shown = (...texts: string[]): string[] =>
    lasting(clipsOf(inputs(...texts))).map(({ input, endsAtUs, closedEarly }) => {
      const end = endsAtUs === null ? 'open' : `${String(endsAtUs / 1e6)}${closedEarly ? ' early' : ''}`;
      return `${input.action} ${input.target}: ${end}`;
    });

  it.each([
    [['1s crash s1', '5s restart s1'], ['crash s1: 5 early']],
    [['1s..3s crash s1', '5s restart s1'], ['crash s1: 3']],
    [['1s..9s crash s1', '5s restart s1'], ['crash s1: 5 early']],
    [
      ['1s crash s1', '2s crash s1', '5s restart s1'],
      ['crash s1: 5 early', 'crash s1: 5 early'],
    ],
    [['1s crash s1', '5s restart s2'], ['crash s1: open']],
    [
      ['1s pause s1', '1s crash s1', '5s resume s1'],
      ['pause s1: 5 early', 'crash s1: open'],
    ],
    [
      ['1s cut lb<->s1', '1s loss s1->lb', '5s restore lb->s1'],
      ['cut lb<->s1: 5 early', 'loss s1->lb: open'],
    ],
    [
      ['1s isolate s1', '1s partition s1 | s2', '5s restore lb->s1'],
      ['isolate s1: open', 'partition s1 | s2: open'],
    ],
    [
      ['1s slow s1', '1s cut lb->s1', '5s heal s1'],
      ['slow s1: 5 early', 'cut lb->s1: open'],
    ],
    [
      [
        '1s slow s1',
        '1s cut lb->s1',
        '1s partition s1 | s2',
        '1s spike clients',
        '1s set lb.probes false',
        '5s heal',
      ],
      [
        'slow s1: 5 early',
        'cut lb->s1: 5 early',
        'partition s1 | s2: 5 early',
        'spike clients: open',
        'set lb.probes: open',
      ],
    ],
    [
      [
        '1s set lb.probes false',
        '2s..9s set lb.probes true',
        '3s set lb.breaker true',
        '4s set lb.probes true',
      ],
      ['set lb.probes: 4 early', 'set lb.probes: 4 early', 'set lb.breaker: open', 'set lb.probes: open'],
    ],
    [
      ['1s set lb.probes false', '2s..3s set lb.probes true'],
      ['set lb.probes: open', 'set lb.probes: 3'],
    ],
    [['5s restart s1', '1s crash s1'], ['crash s1: 5 early']],
    [['5s heal', '9s crash s1'], ['crash s1: open']],
  ])('%j', (texts, clips) => {
    expect(shown(...texts)).toEqual(clips);
  });

  it('of what is done at once begin and end there', () => {
    const clips = clipsOf(inputs('1s slow s1 3', '5s heal'));
    expect(clips.map(({ words, endsAtUs }) => [words, endsAtUs])).toEqual([
      ['s1 slow ×3', 5_000_000],
      ['heal everything', 5_000_000],
    ]);
  });

  it('muted inputs neither are clips nor close any', () => {
    const [crash, restart] = inputs('1s crash s1', '5s restart s1');
    expect(clipsOf([crash, { ...restart, muted: true }])).toMatchObject([{ endsAtUs: null }]);
    expect(clipsOf([{ ...crash, muted: true }, restart]).map(({ words }) => words)).toEqual(['s1 restart']);
  });

  it('are those the kernel has in force', () => {
    const texts = [
      '1s crash s1',
      '1s..4s pause s2',
      '1500ms slow s3 4',
      '2s cut lb<->s4',
      '2s loss lb->s4',
      '2500ms isolate s2',
      '3s restart s1',
      '3500ms restore s4->lb',
      '3600ms set lb.probes false',
      '3700ms set lb.probes true',
      '4s heal s3',
      '4500ms..6s spike clients 3',
      '5s heal',
    ];
    const log = inputs(...texts);
    const sim = new Simulation(buildModel(balancing));
    sim.setInputs(log);
    for (let us = 0; us <= 7_000_000; us += 250_000) {
      sim.advance(us);
      const open = clipsOf(log)
        .filter(({ input, endsAtUs }) => input.atUs <= us && (endsAtUs === null || endsAtUs > us))
        .map(({ input }) => formatInput(input));
      const inForce = sim.world.clips.map(({ id }) =>
        formatInput(log.find((one) => one.id === id) ?? log[0]),
      );
      expect(inForce.sort()).toEqual(open.sort());
    }
  });
});
