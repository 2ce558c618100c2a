import { describe, expect, it } from 'vitest';
import { adviceOn, defaultParams } from '../../kernel/params';
import { kind } from './index';

/** What is said where these values are set, by parameter. */
function adviceFor(params: object): Record<string, string> {
  const values = { ...defaultParams(kind.params), ...params };
  const said = Object.entries(kind.params).map(([name, spec]) => [
    name,
    adviceOn(spec, values[name], values).join(' '),
  ]);
  return Object.fromEntries(said.filter(([, says]) => says !== '')) as Record<string, string>;
}

const counted = (readCount: number, writeCount: number, more = {}) =>
  adviceFor({ readLevel: 'count', writeLevel: 'count', readCount, writeCount, ...more });

describe('advice on quorums', () => {
  it('has nothing to say of QUORUM, strict, with repair before the reply', () => {
    expect(adviceFor({})).toEqual({});
    expect(adviceFor({ readLevel: 'all', writeLevel: 'all' })).toEqual({});
    expect(counted(2, 2).readCount).toBeUndefined();
  });

  it('says that reads may miss writes, at the knob that is in force', () => {
    expect(adviceFor({ readLevel: 'one', writeLevel: 'one' }).readLevel).toMatch(/^R \+ W is not above N/);
    expect(adviceFor({ readLevel: 'quorum', writeLevel: 'one' }).readLevel).toMatch(/^R \+ W is not above N/);
    expect(counted(1, 2).readCount).toMatch(/^R \+ W is not above N/);
    expect(counted(2, 2, { replicas: 5 }).readCount).toMatch(/^R \+ W is not above N/);
  });

  it('says what R + W > N does not promise', () => {
    expect(adviceFor({ readRepair: 'off' }).readRepair).toMatch(/still not linearizable/);
    expect(adviceFor({ handoff: 'sloppy' }).handoff).toMatch(/promises nothing/);
    expect(adviceFor({ readLevel: 'one', writeLevel: 'all' }).readLevel).toMatch(/under way/);
    expect(adviceFor({ readLevel: 'all', writeLevel: 'one' }).writeLevel).toMatch(/both take writes/);
    expect(counted(3, 1).writeCount).toMatch(/both take writes/);
    expect(counted(3, 1, { conflicts: 'vectorClocks' }).writeCount).toBeUndefined();
  });

  it('says when nothing heals', () => {
    expect(adviceFor({ handoff: 'off', readRepair: 'off' }).antiEntropyMs).toMatch(/never gets it/);
  });
});
