import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import { appendToLog, createLog, logItem, type AppendLog, type Shared } from '../kernel/plain';
import { answered, asking, type ClientExchange } from './support/quorum';

/** An acknowledged write of a key. */
interface Written extends Shared {
  readonly ackedUs: number;
  /** When the one of those acknowledged by then that began last began, and its value. */
  readonly lastBegunUs: number;
  readonly lastValue: number;
}

interface Memo {
  /** By key, in the order of their acknowledgement. */
  written: Map<number, AppendLog<Written>>;
  /** By value: when its write was acknowledged. */
  ackedUs: Map<number, number>;
  /** By request: when it was asked. */
  begunUs: Map<number, number>;
  reads: number;
  broken: string;
}

/** What R + W > N promises, as long as clocks agree, disks are kept and no stand-in counts. */
export const invariant = defineInvariant<Memo>({
  id: 'no-stale-quorum-read',
  title: 'Reads find the newest write',
  explain:
    'A read gives nothing that was overwritten before it was asked: the newest write acknowledged to anybody by then, or one that came later or at the same time.',
  on: ['send', 'deliver'],
  init: () => ({
    written: new Map<number, AppendLog<Written>>(),
    ackedUs: new Map<number, number>(),
    begunUs: new Map<number, number>(),
    reads: 0,
    broken: '',
  }),
  observe: (memo, entry, world) => {
    if (entry.kind === 'send') {
      const asked = asking(world, entry.subject as Message);
      if (asked !== null && !memo.begunUs.has(asked.request)) memo.begunUs.set(asked.request, entry.atUs);
      return;
    }
    const answer = answered(world, entry);
    if (answer === null) return;
    const { exchange, versions, from } = answer;
    const begunUs = memo.begunUs.get(exchange.request) ?? entry.atUs;
    memo.begunUs.delete(exchange.request);
    if (exchange.kind === 'write') noteWritten(memo, exchange, begunUs, entry.atUs);
    else
      judge(
        memo,
        exchange,
        begunUs,
        versions.map(({ value }) => value),
        from,
      );
  },
  check: ({ broken }) => broken === '',
  says: ({ reads, broken }) => (broken === '' ? `Reads answered: ${String(reads)}. None was stale.` : broken),
});

function noteWritten(memo: Memo, { key, request }: ClientExchange, begunUs: number, nowUs: number): void {
  let log = memo.written.get(key);
  if (log === undefined) memo.written.set(key, (log = createLog<Written>()));
  const last = logItem(log, log.length - 1);
  const isLast = last === undefined || begunUs > last.lastBegunUs;
  appendToLog(log, {
    $shared: true,
    ackedUs: nowUs,
    lastBegunUs: isLast ? begunUs : last.lastBegunUs,
    lastValue: isLast ? request : last.lastValue,
  });
  memo.ackedUs.set(request, nowUs);
}

/** The last write of a key that had been acknowledged before a time. */
function writtenBefore(memo: Memo, key: number, timeUs: number): Written | null {
  const log = memo.written.get(key);
  for (let i = (log?.length ?? 0) - 1; log !== undefined && i >= 0; i--) {
    const written = logItem(log, i);
    if (written !== undefined && written.ackedUs < timeUs) return written;
  }
  return null;
}

function judge(
  memo: Memo,
  { key, client }: ClientExchange,
  askedUs: number,
  values: readonly number[],
  from: string,
): void {
  memo.reads++;
  const newest = writtenBefore(memo, key, askedUs);
  if (newest === null) return;
  // A value whose write has not been acknowledged may have come at any time.
  const isStale = values.every((value) => (memo.ackedUs.get(value) ?? Infinity) < newest.lastBegunUs);
  if (!isStale) return;
  const found = values.length === 0 ? 'nothing' : values.join(' and ');
  memo.broken ||= `${from} told ${client} that key ${String(key)} holds ${found}; ${String(newest.lastValue)} had been acknowledged before the client asked.`;
}
