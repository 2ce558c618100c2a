/** What a replica has on its disk, and what it keeps for others. */
import { includes, isSame, mergeVersions, type Rule, type Version } from './versions';

/** Versions by key. The lists are never changed: a new one takes their place. */
export type Store = Map<number, readonly Version[]>;

const NONE: readonly Version[] = [];

export function versionsIn(store: Store, key: number): readonly Version[] {
  return store.get(key) ?? NONE;
}

/** Merges versions in. @returns whether anything has changed */
export function putVersions(store: Store, rule: Rule, key: number, versions: readonly Version[]): boolean {
  const before = versionsIn(store, key);
  if (includes(rule, before, versions)) return false;
  store.set(key, mergeVersions(rule, before, versions));
  return true;
}

/** Who of those that answered lags behind all answers put together, by place [QS11]. */
export function laggards(rule: Rule, answers: readonly (readonly Version[])[]): number[] {
  const newest = newestOf(rule, answers);
  return [...answers.keys()].filter((place) => !includes(rule, answers[place], newest));
}

/** All answers put together. */
export function newestOf(rule: Rule, answers: readonly (readonly Version[])[]): Version[] {
  return answers.reduce<Version[]>((merged, answer) => mergeVersions(rule, merged, answer), []);
}

/** Versions kept for replicas that could not be reached: by their owner, then by key. */
export type Hints = Map<string, Store>;

/** Keeps versions for their owner [QS12]. */
export function keepHint(
  hints: Hints,
  rule: Rule,
  owner: string,
  key: number,
  versions: readonly Version[],
): void {
  const kept: Store = hints.get(owner) ?? new Map<number, readonly Version[]>();
  hints.set(owner, kept);
  putVersions(kept, rule, key, versions);
}

/** The owner has them: hints that are still the same are forgotten [QS13]. */
export function forgetHints(
  hints: Hints,
  owner: string,
  delivered: readonly (readonly [key: number, versions: readonly Version[]])[],
): void {
  const kept = hints.get(owner);
  if (kept === undefined) return;
  for (const [key, versions] of delivered) {
    const left = versionsIn(kept, key).filter((one) => !versions.some((other) => isSame(one, other)));
    if (left.length === 0) kept.delete(key);
    else kept.set(key, left);
  }
  if (kept.size === 0) hints.delete(owner);
}

/** How many versions are kept for others. */
export function hintCount(hints: Hints): number {
  let count = 0;
  for (const kept of hints.values()) for (const versions of kept.values()) count += versions.length;
  return count;
}

/** What is kept for others under a key. */
export function hintedVersions(hints: Hints, key: number): readonly Version[] {
  return [...hints.values()].flatMap((kept) => versionsIn(kept, key));
}
