import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import type { World } from '../kernel/world';
import type { Version } from '../patterns/quorum/index';
import { answered, asking, ruleIn, standsIn, versionsOnDisks } from './support/quorum';

interface Owed {
  key: number;
  version: Version;
  begunUs: number;
}

interface Memo {
  acknowledged: number;
  /** By request: when it was asked. */
  begunUs: Map<number, number>;
  /** By value: when its write was acknowledged. */
  ackedUs: Map<number, number>;
  /** Acknowledged writes whose place nothing has taken. */
  owed: Owed[];
  stirred: boolean;
  broken: string;
}

/** What an acknowledgement is worth. Clocks that differ, disks that fail and quorums that are none break it. */
export const invariant = defineInvariant<Memo>({
  id: 'acknowledged-writes-kept',
  title: 'Acknowledged writes are kept',
  explain:
    'A write that was acknowledged is on a disk, until one takes its place that came later or at the same time; with siblings, one whose writer had seen it.',
  on: ['send', 'deliver', 'work', 'node'],
  init: () => ({
    acknowledged: 0,
    begunUs: new Map<number, number>(),
    ackedUs: new Map<number, number>(),
    owed: [],
    stirred: false,
    broken: '',
  }),
  observe: (memo, entry, world) => {
    // Disks change where something is written or begins anew.
    memo.stirred ||= entry.kind === 'work' || entry.kind === 'node';
    if (entry.kind === 'send') {
      const asked = asking(world, entry.subject as Message);
      if (asked?.kind === 'write' && !memo.begunUs.has(asked.request))
        memo.begunUs.set(asked.request, entry.atUs);
    }
    if (entry.kind !== 'deliver') return;
    const answer = answered(world, entry);
    if (answer?.exchange.kind !== 'write') return;
    const { key, request } = answer.exchange;
    const begunUs = memo.begunUs.get(request) ?? entry.atUs;
    memo.begunUs.delete(request);
    memo.ackedUs.set(request, entry.atUs);
    memo.owed.push({ key, version: answer.versions[0], begunUs });
    memo.acknowledged++;
    memo.stirred = true;
  },
  check: (memo, world) => {
    if (memo.stirred && memo.broken === '') lookForOwed(memo, world);
    memo.stirred = false;
    return memo.broken === '';
  },
  says: ({ acknowledged, broken }) =>
    broken === '' ? `Writes acknowledged: ${String(acknowledged)}. None is lost.` : broken,
});

/** Forgets the writes whose place others have rightly taken, and finds those that are nowhere. */
function lookForOwed(memo: Memo, world: Readonly<World>): void {
  const rule = ruleIn(world);
  const byKey = new Map<number, Version[]>();
  const left: Owed[] = [];
  for (const owed of memo.owed) {
    const { key, version, begunUs } = owed;
    const there = byKey.get(key) ?? versionsOnDisks(world, key);
    byKey.set(key, there);
    // By stamps alone an older write may take the place: one that had been acknowledged before this one began.
    const mayReplace = ({ value }: Version): boolean =>
      rule === 'vectorClocks' || (memo.ackedUs.get(value) ?? Infinity) >= begunUs;
    if (!standsIn(rule, there, version, mayReplace)) {
      memo.broken ||= `Key ${String(key)}: ${String(version.value)} was acknowledged, and is on no disk. There is ${thereText(there)}.`;
      return;
    }
    if (there.some(({ node, count }) => node === version.node && count === version.count)) left.push(owed);
  }
  memo.owed = left;
}

function thereText(versions: readonly Version[]): string {
  const values = [...new Set(versions.map(({ value }) => value))].sort((a, b) => a - b);
  return values.length === 0 ? 'nothing' : values.join(' and ');
}
