/** Names of messages, timers and work, with their hashes. A memory of what can be computed again, not state. */
import { murmur3 } from './hash';
import type { Named } from './message';
import type { NameList } from './model';
import type { Plain } from './plain';

const SHARED_DATA = 256;
const FIRST_NAMES = 8;
const NAMES_KEPT = 10_000;

export class NameTable {
  private readonly first: NameList = { names: [], numbers: [] };
  private readonly others = new Map<string, number>();
  private readonly shared = { names: [] as string[], lists: [] as Named[][] };

  /** Hash of a name, remembered: the first few in a list, which is faster to search than a map. */
  hash(name: string): number {
    const { names, numbers } = this.first;
    for (let i = 0; i < names.length; i++) if (names[i] === name) return numbers[i];
    let hash = this.others.get(name);
    if (hash !== undefined) return hash;
    hash = murmur3(name);
    if (names.length < FIRST_NAMES) {
      names.push(name);
      numbers.push(hash);
    } else if (this.others.size < NAMES_KEPT) this.others.set(name, hash);
    return hash;
  }

  /**
   * What a timer or a piece of work carries. Those without data, or with a small number, are made once and shared.
   */
  named(name: string, data: Plain): Named {
    if (data !== null && !(typeof data === 'number' && data >= 0 && data < SHARED_DATA && data % 1 === 0)) {
      return { $shared: true, name, nameHash: this.hash(name), data };
    }
    const { names, lists } = this.shared;
    let at = 0;
    while (at < names.length && names[at] !== name) at++;
    if (at === names.length) {
      names.push(name);
      lists.push([]);
    }
    const index = data === null ? 0 : data + 1;
    return (lists[at][index] ??= { $shared: true, name, nameHash: this.hash(name), data });
  }
}
