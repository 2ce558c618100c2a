import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moments, smallMoment } from '../../scenario/testing/moments';
import { discardDraft, loadDraft, saveDraft, type DraftStorage } from './drafts';

/** Storage that keeps what it is given. */
function storage(): DraftStorage & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

/** Storage that throws at everything, as when it is switched off. */
const broken: DraftStorage = {
  getItem: () => {
    throw new Error('no storage');
  },
  setItem: () => {
    throw new Error('no storage');
  },
  removeItem: () => {
    throw new Error('no storage');
  },
};

const KEY = 'faultline.draft.load-balancing';

describe('a draft', () => {
  it('comes back as it was kept, for its own lab', () => {
    fc.assert(
      fc.property(moments, fc.nat(), (moment, savedAtMs) => {
        const place = storage();
        expect(saveDraft(place, moment, savedAtMs)).toBe(true);
        expect(loadDraft(place, moment.lab)).toEqual({ moment, savedAtMs });
        expect(loadDraft(place, `${moment.lab}x`)).toBeNull();
      }),
    );
  });

  it('can be discarded', () => {
    const place = storage();
    saveDraft(place, smallMoment, 1);
    discardDraft(place, smallMoment.lab);
    expect(loadDraft(place, smallMoment.lab)).toBeNull();
  });

  it('that is too long is not kept, and the one before stays', () => {
    const place = storage();
    saveDraft(place, smallMoment, 1);
    const [trunk] = smallMoment.log.branches;
    const inputs = Array.from({ length: 2_000 }, (_, i) => ({ ...trunk.inputs[0], id: `i${String(i)}` }));
    const log = { branches: [{ ...trunk, inputs }], current: 'b0' };
    expect(saveDraft(place, { ...smallMoment, log }, 2)).toBe(false);
    expect(loadDraft(place, smallMoment.lab)?.savedAtMs).toBe(1);
  });

  it('needs no storage that works', () => {
    expect(saveDraft(broken, smallMoment, 1)).toBe(false);
    expect(loadDraft(broken, smallMoment.lab)).toBeNull();
    expect(() => {
      discardDraft(broken, smallMoment.lab);
    }).not.toThrow();
  });
});

describe('what storage holds', () => {
  it.each([
    ['nothing of ours', 'null'],
    ['no JSON', '{"savedAtMs":1,'],
    ['a list', '[]'],
    ['no moment', '{"savedAtMs":1}'],
    ['a time that is none', JSON.stringify({ savedAtMs: 'noon', moment: {} })],
    ['a prototype', '{"savedAtMs":1,"moment":{"__proto__":{"polluted":1}}}'],
    ['too much', `"${'x'.repeat(300_000)}"`],
  ])('%s is no draft, and is thrown away', (_, text) => {
    const place = storage();
    place.kept.set(KEY, text);
    expect(loadDraft(place, 'load-balancing')).toBeNull();
    expect(place.kept.has(KEY)).toBe(false);
  });

  it('of another lab under the name of this is no draft', () => {
    const place = storage();
    saveDraft(place, { ...smallMoment, lab: 'raft' }, 1);
    place.kept.set(KEY, place.getItem('faultline.draft.raft') ?? '');
    expect(loadDraft(place, 'load-balancing')).toBeNull();
  });

  it('may be anything', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const place = storage();
        place.kept.set(KEY, text);
        expect(loadDraft(place, 'load-balancing')).toBeNull();
      }),
    );
  });
});
