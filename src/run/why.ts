/**
 * Why something happened: the chain of causes from it back to a root. A root is what nothing in the run brought
 * about: an input, an arrival of the workload, or what was set going at the start. Beside its cause a step may have
 * a reason: a lost message has the fault that lost it, a timeout has what became of the request.
 */
import type { CallTimer } from '../kernel/calls';
import type { Message, Named } from '../kernel/message';
import { forEachInFlight } from '../kernel/network';
import { CAUSE, STRIDE } from '../kernel/queue';
import type { TraceEntry } from '../kernel/trace';
import { PastTrace, type Traced } from './past';
import { reasonsOf } from './reasons';
import { rowOf, type TraceRow } from './rows';

/** What is asked about. */
export type WhyAsk =
  /** An entry of the trace: of those of an event the one with these words, or about this node. */
  | { about: 'event'; event: number; text?: string; node?: string }
  /** A message in flight. */
  | { about: 'message'; link: number; number: number }
  /** How a logical request ended, or what has become of it so far. */
  | { about: 'request'; request: number }
  /** The last change of a node's mode or life. */
  | { about: 'node'; node: string };

/** Where a chain ends. */
export type Root = 'input' | 'arrival' | 'start';

/** One step of a chain. */
export interface WhyStep extends TraceRow {
  /** What was asked about, what caused the step before, or why that step ended as it did. */
  part: 'itself' | 'cause' | 'reason';
  /** 0 for the chain itself, one more for that of a reason. */
  depth: number;
  root: Root | null;
  /** The message it tells of, to be lit: its link, number and sending. */
  flight: { link: number; number: number; sentAtUs: number } | null;
}

export interface Why {
  /** From what was asked about back to its roots: a reason follows the step it explains. */
  steps: WhyStep[];
  /** Why the chain is not whole, or null. */
  cut: string | null;
}

/** More steps than this nobody reads. */
const MOST_STEPS = 120;
/** Reasons have reasons, to this depth. */
const MOST_DEPTH = 4;
const TOO_OLD = 'What came before lies too far back to be replayed.';
const TOO_LONG = 'What came before is left out: the chain is very long.';

/** The chain of causes of what is asked about; null when there is no such thing. */
export function explainWhy(traced: Traced, ask: WhyAsk): Why | null {
  const past = new PastTrace(traced);
  const entry = findAsked(past, ask);
  if (entry === null) return null;
  return new Explanation(past).of(entry);
}

/** A step while the chain is made. */
interface Draft {
  entry: TraceEntry;
  part: WhyStep['part'];
  root: Root | null;
}

class Explanation {
  private readonly past: PastTrace;
  private readonly steps: WhyStep[] = [];
  private cut: string | null = null;
  /** Events that are told of: a reason whose causes lead to one of them ends there. */
  private readonly told = new Set<number>();

  constructor(past: PastTrace) {
    this.past = past;
  }

  of(entry: TraceEntry): Why {
    this.tell(entry, 'itself', 0);
    return { steps: this.steps, cut: this.cut };
  }

  /** Tells a chain: its causes are followed to the root first, so that reasons join it and not it them. */
  private tell(entry: TraceEntry, part: WhyStep['part'], depth: number): void {
    const { model } = this.past.traced;
    for (const draft of this.follow(entry, part)) {
      const row = rowOf(model, draft.entry, 0);
      if (row === null) continue;
      if (this.steps.length >= MOST_STEPS) {
        this.cut = TOO_LONG;
        return;
      }
      this.steps.push({ ...row, part: draft.part, depth, root: draft.root, flight: flightOf(draft.entry) });
      if (draft.root !== null || depth >= MOST_DEPTH) continue;
      for (const reason of reasonsOf(this.past, draft.entry)) this.tell(reason, 'reason', depth + 1);
    }
  }

  /** An entry and, one event after the other, what caused it, until a root or what is told of already. */
  private follow(first: TraceEntry, firstPart: WhyStep['part']): Draft[] {
    const drafts: Draft[] = [];
    let entry = first;
    let part = firstPart;
    while (drafts.length < MOST_STEPS) {
      const head = this.headOf(entry);
      if (head === null) break;
      const known = this.told.has(entry.event);
      if (known && part === 'cause') break;
      drafts.push({ entry, part, root: null });
      if (known) break;
      this.told.add(entry.event);
      if (head !== entry) drafts.push({ entry: head, part: 'cause', root: null });
      const root = rootOf(this.past, head);
      if (root !== null) {
        drafts[drafts.length - 1].root = root;
        break;
      }
      const before = this.headOfEvent(head.cause);
      if (before === null) break;
      entry = before;
      part = 'cause';
    }
    return drafts;
  }

  /** The entry that started the event of another; that one itself where nothing else did. */
  private headOf(entry: TraceEntry): TraceEntry | null {
    if (entry.event === 0) return entry;
    const head = this.headOfEvent(entry.event);
    return head !== null && sameEntry(head, entry) ? entry : head;
  }

  private headOfEvent(event: number): TraceEntry | null {
    const head = this.past.entriesOf(event)?.[0] ?? null;
    if (head === null) this.cut = TOO_OLD;
    return head;
  }
}

function sameEntry(a: TraceEntry, b: TraceEntry): boolean {
  return a.kind === b.kind && a.event === b.event && a.node === b.node && a.subject === b.subject;
}

/** Whether nothing in the run brought an event about, and what did. */
function rootOf({ traced }: PastTrace, head: TraceEntry): Root | null {
  if (head.kind === 'input') return 'input';
  if (head.kind === 'timer') {
    const { roots = [] } = traced.model.nodes[head.node].kind;
    if (roots.includes((head.subject as Named).name)) return 'arrival';
  }
  return head.event === 0 || head.cause === 0 ? 'start' : null;
}

function flightOf({ kind, subject }: TraceEntry): WhyStep['flight'] {
  if (kind !== 'deliver' && kind !== 'send' && kind !== 'drop') return null;
  const { link, number, sentAtUs } = messageIn(subject);
  return { link, number, sentAtUs };
}

/** The message of a `deliver`, `send` or `drop`. */
function messageIn(subject: unknown): Message {
  const { message } = subject as { message?: Message };
  return message ?? (subject as Message);
}

// What is asked about

function findAsked(past: PastTrace, ask: WhyAsk): TraceEntry | null {
  switch (ask.about) {
    case 'event':
      return findInEvent(past, ask);
    case 'message':
      return findMessage(past, ask.link, ask.number);
    case 'request':
      return findEndOfRequest(past, ask.request);
    case 'node':
      return findLastChange(past, ask.node);
  }
}

function findInEvent(past: PastTrace, ask: WhyAsk & { about: 'event' }): TraceEntry | null {
  const { model } = past.traced;
  const entries = past.entriesOf(ask.event) ?? [];
  const rows = entries.map((entry) => rowOf(model, entry, 0));
  const byWords = ask.text === undefined ? -1 : rows.findIndex((row) => row?.text === ask.text);
  if (byWords >= 0) return entries[byWords];
  const changes = entries.filter(
    (_, i) => rows[i]?.kind === 'mode' && (ask.node === undefined || rows[i].node === ask.node),
  );
  const told = entries.find((_, i) => rows[i] !== null);
  return (ask.node === undefined ? undefined : changes[0]) ?? told ?? null;
}

function findMessage(past: PastTrace, link: number, number: number): TraceEntry | null {
  const { sim } = past.traced;
  let sentBy = -1;
  forEachInFlight(sim, (message, _, slot) => {
    if (message.link === link && message.number === number)
      sentBy = sim.world.queue.records[slot * STRIDE + CAUSE];
  });
  const entries = sentBy < 0 ? null : past.entriesOf(sentBy);
  const isIt = ({ kind, subject }: TraceEntry): boolean =>
    kind === 'send' && (subject as Message).link === link && (subject as Message).number === number;
  // What was copied by hand was sent in an earlier event than the one that put it on its way.
  return entries?.find(isIt) ?? entries?.[0] ?? null;
}

/** The end of a request as its source saw it, or the last that is known of it. */
function findEndOfRequest(past: PastTrace, request: number): TraceEntry | null {
  const { recorder, sim, model } = past.traced;
  if (recorder === null || request <= 0) return null;
  const known: { first: Message | null; sentBy: number; last: TraceEntry | null; end: TraceEntry | null } = {
    first: null,
    sentBy: -1,
    last: null,
    end: null,
  };
  const look = (entry: TraceEntry): void => {
    const { kind, subject, node, cause } = entry;
    const { first } = known;
    if (kind === 'call' && first !== null && cause === known.sentBy) {
      const timer = subject as CallTimer;
      const own = model.nodes[node].id === first.from && timer.slot === first.callSlot;
      if (own && timer.purpose === 'giveUp') known.end = entry;
    }
    if (kind !== 'send' && kind !== 'deliver' && kind !== 'drop') return;
    const message = messageIn(subject);
    if (message.request !== request) return;
    if (first === null && kind === 'send') Object.assign(known, { first: message, sentBy: entry.event });
    known.last = entry;
    if (kind === 'deliver' && message.role === 'reply' && message.to === first?.from) known.end = entry;
  };
  past.visit(Math.max(0, recorder.events[recorder.first % recorder.size] + 1), sim.world.events, look);
  return known.end ?? known.last;
}

function findLastChange(past: PastTrace, node: string): TraceEntry | null {
  const { marks, sim } = past.traced;
  const mark = marks.findLast(
    (one) =>
      one.node === node && one.event <= sim.world.events && (one.kind === 'mode' || one.kind === 'life'),
  );
  if (!mark) return null;
  const { model } = past.traced;
  const kind = mark.kind === 'mode' ? 'mode' : 'node';
  const isIt = (entry: TraceEntry): boolean =>
    entry.kind === kind && model.nodes[entry.node].id === node && rowOf(model, entry, 0)?.kind === kind;
  return past.entriesOf(mark.event)?.findLast(isIt) ?? null;
}
