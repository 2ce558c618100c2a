/**
 * Reasons beside causes: why a message was lost, why no answer came, why a call was refused. The cause of an event
 * is the event that scheduled it; its reason is what made it end so and not otherwise.
 */
import type { CallTimer } from '../kernel/calls';
import { parseLinkTarget, parseSides } from '../kernel/input';
import type { Message } from '../kernel/message';
import type { Model } from '../kernel/model';
import type { TraceEntry } from '../kernel/trace';
import { clipsOf } from './log';
import type { PastTrace } from './past';

/** Entries that tell why another ended as it did; mostly none, or one. */
export function reasonsOf(past: PastTrace, entry: TraceEntry): TraceEntry[] {
  if (entry.kind === 'drop') return reasonsOfLoss(past, entry);
  if (entry.kind !== 'call') return [];
  const { purpose } = entry.subject as CallTimer;
  if (purpose === 'giveUp') return reasonsOfSilence(past, entry);
  return purpose === 'refused' ? reasonsOfRefusal(past, entry) : [];
}

function list(entry: TraceEntry | null | undefined): TraceEntry[] {
  return entry ? [entry] : [];
}

/** The fault that lost a message: the end of its receiver, or what was done to the link. */
function reasonsOfLoss(past: PastTrace, entry: TraceEntry): TraceEntry[] {
  const { message, why } = entry.subject as { message: Message; why: string };
  if (why === 'down') return list(endOfNode(past, message.to, entry));
  if (why === 'cut') return list(faultOnLink(past, message, entry.atUs, ['cut', 'isolate', 'partition']));
  return why === 'loss' ? list(faultOnLink(past, message, entry.atUs, ['loss'])) : [];
}

const ENDS = /^(crashes|dies|leaves)/;

/** The entry with which a node that is down went down. */
function endOfNode(past: PastTrace, id: string, { event, atUs }: TraceEntry): TraceEntry | null {
  const { marks, model, branch } = past.traced;
  const mark = marks.findLast((one) => one.kind === 'life' && one.node === id && one.event <= event);
  if (mark && ENDS.test(mark.text)) {
    const node = model.nodeIndex.get(id);
    const isIt = (one: TraceEntry): boolean => one.kind === 'node' && one.node === node;
    return past.entriesOf(mark.event)?.find(isIt) ?? null;
  }
  // Of a long run not every mark is kept, but every input is.
  const crash = clipsOf(branch.inputs).findLast(
    ({ input, endsAtUs }) =>
      input.action === 'crash' && input.target === id && isOpen(input.atUs, endsAtUs, atUs),
  );
  return crash ? past.entryOfInput(crash.input) : null;
}

function isOpen(fromUs: number, toUs: number | null, atUs: number): boolean {
  return fromUs <= atUs && (toUs === null || toUs >= atUs);
}

/** The input that was in force on a link, the last of several. */
function faultOnLink(
  past: PastTrace,
  { from, to }: Pick<Message, 'from' | 'to'>,
  atUs: number,
  actions: readonly string[],
): TraceEntry | null {
  const clip = clipsOf(past.traced.branch.inputs).findLast(
    ({ input, endsAtUs }) =>
      actions.includes(input.action) &&
      isOpen(input.atUs, endsAtUs, atUs) &&
      touchesLink(input.action, input.target, from, to),
  );
  return clip ? past.entryOfInput(clip.input) : null;
}

function touchesLink(action: string, target: string, from: string, to: string): boolean {
  if (action === 'isolate') return target === from || target === to;
  if (action === 'partition') {
    const sides = parseSides(target);
    const side = (id: string): number => sides?.findIndex((ids) => ids.includes(id)) ?? -1;
    return side(from) >= 0 && side(to) >= 0 && side(from) !== side(to);
  }
  const link = parseLinkTarget(target);
  if (link === null) return false;
  return (link.from === from && link.to === to) || (link.both && link.from === to && link.to === from);
}

/** The machine of a policy that refused a call had come to its mode: when it last did. */
function reasonsOfRefusal(past: PastTrace, entry: TraceEntry): TraceEntry[] {
  const { key, policy } = entry.subject as CallTimer;
  const { marks, model } = past.traced;
  const { id } = model.nodes[entry.node];
  const mark = marks.findLast(
    (one) => one.node === id && one.moved?.machine === `${key}/${policy}` && one.event <= entry.event,
  );
  if (!mark) return [];
  const isIt = (one: TraceEntry): boolean =>
    one.kind === 'mode' && (one.subject as { machine: string }).machine === mark.moved?.machine;
  return list(past.entriesOf(mark.event)?.findLast(isIt));
}

/** No answer came: the request or its answer was lost, or it was last heard of somewhere. */
function reasonsOfSilence(past: PastTrace, gaveUp: TraceEntry): TraceEntry[] {
  const sent = requestGivenUp(past, gaveUp);
  if (sent === null) return [];
  const fate = fateOf(past, sent, gaveUp);
  if (fate.drop !== null) return [fate.drop];
  if (fate.last === null) return list(faultOnLink(past, sent, gaveUp.atUs, ['latency']));
  const { node } = fate.last;
  return [
    fate.last,
    ...list(node < 0 ? null : faultOnNode(past, past.traced.model, node, fate.last, gaveUp)),
  ];
}

/** The request whose answer did not come: the attempt and its limit begin in one event. */
function requestGivenUp(past: PastTrace, { cause, node, subject }: TraceEntry): Message | null {
  const { slot, attempt } = subject as CallTimer;
  const from = past.traced.model.nodes[node].id;
  const sent = past.entriesOf(cause)?.findLast(({ kind, subject: about }) => {
    if (kind !== 'send') return false;
    const message = about as Message;
    return (
      message.from === from && message.callSlot === slot && message.attempt === attempt && isAsk(message)
    );
  });
  return sent ? (sent.subject as Message) : null;
}

function isAsk({ role }: Message): boolean {
  return role === 'request' || role === 'control';
}

/** What became of a request until somebody gave it up: the last loss on its way, and the last that was heard of it. */
function fateOf(
  past: PastTrace,
  sent: Message,
  gaveUp: TraceEntry,
): { drop: TraceEntry | null; last: TraceEntry | null } {
  const events = new Set<number>();
  let drop: TraceEntry | null = null;
  let last: TraceEntry | null = null;
  past.visit(gaveUp.cause, gaveUp.event - 1, (entry) => {
    const { kind, event, cause, subject } = entry;
    const message = messageOf(entry);
    const itself = message !== null && message.link === sent.link && message.number === sent.number;
    const mine = message !== null && sent.request > 0 && message.request === sent.request;
    if (kind === 'drop') {
      if (itself || mine || events.has(cause) || events.has(event)) drop = entry;
      return;
    }
    if (kind === 'input' || kind === 'send' || event === gaveUp.cause) return;
    const starts = kind === 'deliver' || kind === 'timer' || kind === 'work' || kind === 'call';
    if (!starts || !(itself || mine || events.has(cause))) return;
    // A source that goes on with its next request does not go on with this one.
    if (kind === 'timer' && isRoot(past.traced.model, entry.node, subject)) return;
    events.add(event);
    last = entry;
  });
  return { drop, last };
}

function isRoot(model: Model, node: number, subject: unknown): boolean {
  return model.nodes[node].kind.roots?.includes((subject as { name: string }).name) === true;
}

function messageOf({ kind, subject }: TraceEntry): Message | null {
  if (kind === 'drop') return (subject as { message: Message }).message;
  return kind === 'deliver' || kind === 'send' ? (subject as Message) : null;
}

/** A fault of the node that a request was last heard of, in force since then. */
function faultOnNode(
  past: PastTrace,
  model: Model,
  node: number,
  heard: TraceEntry,
  gaveUp: TraceEntry,
): TraceEntry | null {
  const { id } = model.nodes[node];
  const clip = clipsOf(past.traced.branch.inputs).findLast(
    ({ input, endsAtUs }) =>
      ['slow', 'pause', 'crash', 'isolate', 'drift'].includes(input.action) &&
      input.target === id &&
      input.atUs <= gaveUp.atUs &&
      (endsAtUs === null || endsAtUs >= heard.atUs),
  );
  return clip ? past.entryOfInput(clip.input) : null;
}
