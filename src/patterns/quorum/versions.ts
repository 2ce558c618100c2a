/** Versions of a value: how they are made, and which of two takes the place of the other. */
import type { Shared } from '../../kernel/plain';
import { countIn, compareClocks, mergeClocks, NO_CLOCK, type Clock } from './clock';

/** Which version takes the place of which. */
export type Rule = 'lastWriteWins' | 'vectorClocks' | 'clocksOnly';

/** A value that was written. Never changes. */
export interface Version extends Shared {
  readonly value: number;
  /** The coordinator's clock when it was written, in microseconds. */
  readonly stampUs: number;
  /** The dot, a name that no other version of the key has: its coordinator, and how many it had made by then. */
  readonly node: string;
  readonly count: number;
  /** What the writer had seen. */
  readonly context: Clock;
}

/** What a coordinator keeps to make versions: its last stamp, and for each key how many it has made, and which stand. */
export interface Issuer {
  lastStampUs: number;
  made: Map<number, Made>;
}

interface Made {
  count: number;
  /** Those of its own that none of its later ones supersedes. */
  standing: readonly Version[];
}

export function createIssuer(): Issuer {
  return { lastStampUs: -1, made: new Map() };
}

/** What is written, and as what it is to be sent. */
export interface NewVersion {
  /** What the writer had seen, empty for nothing. */
  readonly context: Clock;
  readonly value: number;
}

/**
 * A new version of a key [QS3] [QS4], behind the coordinator's own that it does not supersede: they travel together,
 * so that whoever has covered the later one has covered the earlier ones [QS6].
 */
export function issue(
  issuer: Issuer,
  rule: Rule,
  node: string,
  key: number,
  { value, context }: NewVersion,
  clockUs: number,
): { version: Version; sent: readonly Version[] } {
  const made = issuer.made.get(key) ?? { count: 0, standing: [] };
  const stampUs = Math.max(issuer.lastStampUs + 1, Math.round(clockUs));
  const count = Math.max(made.count, countIn(context, node)) + 1;
  const version: Version = { $shared: true, value, stampUs, node, count, context };
  issuer.lastStampUs = stampUs;
  issuer.made.set(key, { count, standing: mergeVersions(rule, made.standing, [version]) });
  return { version, sent: mergeVersions(rule, made.standing, [version]) };
}

/** The vector clock of a version: its context, with its own dot in it. */
export function clockOf({ node, count, context }: Version): Clock {
  return { ...context, [node]: Math.max(count, countIn(context, node)) };
}

/** What a writer has seen who has read these versions. */
export function contextOf(versions: readonly Version[]): Clock {
  return versions.length === 0 ? NO_CLOCK : mergeClocks(versions.map(clockOf));
}

export function isSame(a: Version, b: Version): boolean {
  return a.node === b.node && a.count === b.count;
}

/** Whether the first takes the place of the second [QS5] [QS6] [QS7]. */
export function supersedes(rule: Rule, a: Version, b: Version): boolean {
  if (isSame(a, b)) return false;
  switch (rule) {
    case 'lastWriteWins':
      if (a.stampUs !== b.stampUs) return a.stampUs > b.stampUs;
      return a.node === b.node ? a.count > b.count : a.node > b.node;
    case 'vectorClocks':
      return countIn(a.context, b.node) >= b.count;
    case 'clocksOnly':
      return compareClocks(clockOf(a), clockOf(b)) === 'after';
  }
}

/**
 * What is left of two lists of versions of a key, as a new list in an order of its own [QS8]. In each list no version
 * supersedes another one.
 */
export function mergeVersions(rule: Rule, a: readonly Version[], b: readonly Version[]): Version[] {
  const isInA = among(a);
  const others = b.filter((one) => !isInA(one));
  const left = [
    ...a.filter((one) => !others.some((other) => supersedes(rule, other, one))),
    ...others.filter((one) => !a.some((other) => supersedes(rule, other, one))),
  ];
  return left.sort((one, other) =>
    one.node === other.node ? one.count - other.count : one.node < other.node ? -1 : 1,
  );
}

/** Whether somebody who has these versions has those, or what took their place. */
export function includes(rule: Rule, have: readonly Version[], wanted: readonly Version[]): boolean {
  const isThere = among(have);
  return wanted.every((one) => isThere(one) || have.some((other) => supersedes(rule, other, one)));
}

/** Lists longer than this are looked through by name. */
const FEW = 8;

/** Whether a version is in a list. Siblings may be many. */
function among(list: readonly Version[]): (one: Version) => boolean {
  if (list.length <= FEW) return (one) => list.some((other) => isSame(one, other));
  const dots = new Set(list.map(({ node, count }) => `${node}:${String(count)}`));
  return ({ node, count }) => dots.has(`${node}:${String(count)}`);
}
