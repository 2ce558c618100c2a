import { describe, expect, it } from 'vitest';
import { lab } from '../labs/load-balancing/lab';
import { ENGINE_REVISION, labRevision } from '../scenario/revision';
import { chain, openSession } from './testing/sessions';

describe('revisions', () => {
  it('of the engine go up when the same run gives another hash: raise it, and write the new hash here', () => {
    const session = openSession(chain);
    session.seek(2_000_000);
    expect([ENGINE_REVISION, session.sim.hashHex()]).toEqual([1, 'e52db0d1f7cc9ff2']);
  });

  it('of a lab change with anything its runs depend on', () => {
    const revision = labRevision(lab);
    expect(revision).toMatch(/^[0-9a-f]{8}$/);
    expect(labRevision({ ...lab })).toBe(revision);
    expect(labRevision({ ...lab, scenario: { ...lab.scenario, seed: 8 } })).not.toBe(revision);
    expect(labRevision({ ...lab, invariants: [] })).not.toBe(revision);
  });
});
