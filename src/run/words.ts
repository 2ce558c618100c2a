/** The trace in words: what happened, in the system's terms, one sentence a row. */
import type { CallTimer } from '../kernel/calls';
import type { ModeChange, Tone } from '../kernel/contract';
import type { Edge } from '../kernel/faults';
import type { Message, Named } from '../kernel/message';
import type { Model } from '../kernel/model';
import type { NextEvent } from '../kernel/simulation';
import type { TraceEntry } from '../kernel/trace';
import { withArticle } from '../scenario/wording';
import { inputWords } from '../scenario/words';

/** The name of a message, as inputs have it: `lb->s1#17`. */
export function messageName(message: Message): string {
  return `${message.from}->${message.to}#${String(message.number)}`;
}

/** What a message is, in words: `read of request 412`, or of a reply how it ended. */
export function aboutMessage(message: Message): string {
  const request = message.request > 0 ? ` of request ${String(message.request)}` : '';
  if (message.role === 'reply') return `${STATUS_WORDS[message.status ?? 'completed']} reply${request}`;
  return `${message.type}${request}`;
}

const STATUS_WORDS = {
  completed: 'good',
  degraded: 'fallback',
  failed: 'failed',
  rejected: 'refusing',
  timedOut: 'timed-out',
  cancelled: 'cancelled',
  dropped: 'dropped',
  lost: 'lost',
} as const;

const DROP_WORDS = {
  cut: 'the link is cut',
  down: 'nobody is there',
  loss: 'the link loses messages',
  input: 'dropped by hand',
} as const;

/** A trace entry in words; null for entries that say nothing of their own. */
export function describe(
  model: Model,
  entry: TraceEntry,
): { text: string; tone: Tone; node: string | null } | null {
  const node =
    entry.node >= 0 && entry.kind !== 'drop' && entry.kind !== 'send' ? model.nodes[entry.node].id : null;
  const id = node ?? '';
  const calm = (text: string): { text: string; tone: Tone; node: string | null } => ({
    text,
    tone: 'calm',
    node,
  });
  switch (entry.kind) {
    case 'deliver': {
      const message = entry.subject as Message;
      return {
        text: `${id} gets ${withArticle(aboutMessage(message))} from ${message.from}`,
        tone: toneOf(message),
        node,
      };
    }
    case 'send': {
      const message = entry.subject as Message;
      return {
        text: `${message.from} sends ${message.to} ${withArticle(aboutMessage(message))}`,
        tone: 'muted',
        node: message.from,
      };
    }
    case 'drop': {
      const { message, why } = entry.subject as { message: Message; why: keyof typeof DROP_WORDS };
      const text = `the ${aboutMessage(message)} from ${message.from} to ${message.to} is lost: ${DROP_WORDS[why]}`;
      return { text, tone: 'bad', node: message.to };
    }
    case 'timer':
      return calm(`${id}: ${(entry.subject as Named).name} timer`);
    case 'work':
      return calm(`${id} ends ${(entry.subject as Named).name}`);
    case 'call':
      return describeCall(id, entry.subject as CallTimer, node);
    case 'input':
      return describeInput(model, entry.subject as Edge);
    case 'mode':
      return describeMode(id, entry.subject as { machine: string; change: ModeChange }, node);
    case 'log':
      return { text: String(entry.subject), tone: 'warn', node };
    case 'node':
      return { text: `${id} ${(entry.subject as { what: string }).what}`, tone: 'warn', node };
    case 'invariant': {
      const { title, says } = entry.subject as { title: string; says: string };
      return { text: `${title}: broken. ${says}`, tone: 'bad', node: null };
    }
    case 'span':
      return null;
  }
}

function toneOf(message: Message): Tone {
  if (message.role !== 'reply' || message.status === 'completed') return 'calm';
  return message.status === 'degraded' ? 'warn' : 'bad';
}

function describeCall(
  id: string,
  timer: CallTimer,
  node: string | null,
): { text: string; tone: Tone; node: string | null } {
  const words = {
    giveUp: 'gives a call up: no answer in time',
    refused: `makes no call: its ${timer.policy} refuses`,
    retry: 'tries a call again',
    hedge: 'sends a second copy',
    wait: 'asks to call again',
    policy: `${timer.policy}: ${timer.name} timer`,
  } as const;
  return { text: `${id} ${words[timer.purpose]}`, tone: timer.purpose === 'giveUp' ? 'bad' : 'calm', node };
}

function describeInput(model: Model, edge: Edge): { text: string; tone: Tone; node: string | null } {
  const words = inputWords(edge.input);
  const { target } = edge.input;
  const node = model.nodeIndex.has(target) ? target : null;
  return { text: edge.ends ? `you: end of ${words}` : `you: ${words}`, tone: 'chosen', node };
}

function describeMode(
  id: string,
  { machine, change }: { machine: string; change: ModeChange },
  node: string | null,
): { text: string; tone: Tone; node: string | null } {
  const key = machine.split('/')[0];
  const who = key === '' || key === 'downstream' ? id : `${id} on ${key}`;
  if (change.from === change.to) {
    const refused = change.refused.map((one) => spell(one.guard)).join(', ');
    const text = `${who} stays ${spell(change.from, '-')} at ${spell(change.event)}: refused by ${refused}`;
    return { text, tone: 'muted', node };
  }
  const why = [change.event, change.guard].filter((name) => name !== '').map((name) => spell(name));
  return { text: `${who}: ${moveWords(change)} (${why.join(', ')})`, tone: 'warn', node };
}

/** From which mode to which, for people: `open → half-open`. */
export function moveWords({ from, to }: { from: string; to: string }): string {
  return `${spell(from, '-')} → ${spell(to, '-')}`;
}

/** The words in a name of the code: `callArrives` is `call arrives`. */
function spell(name: string, between = ' '): string {
  return name.replace(/[A-Z]/g, (letter) => `${between}${letter.toLowerCase()}`);
}

/** What the next event will be, in words. */
export function describeNext(model: Model, next: NextEvent): { text: string; node: string | null } | null {
  if (next === null) return null;
  if (next.kind === 'input') {
    const { text, node } = describeInput(model, { $shared: true, ...next });
    return { text, node };
  }
  const { id } = model.nodes[next.node];
  switch (next.kind) {
    case 'deliver': {
      const message = next.subject as Message;
      return { text: `${id} gets ${withArticle(aboutMessage(message))} from ${message.from}`, node: id };
    }
    case 'timer':
      return { text: `${id}: ${(next.subject as Named).name} timer`, node: id };
    case 'work':
      return { text: `${id} ends ${(next.subject as Named).name}`, node: id };
    case 'call':
      return { text: describeCall(id, next.subject as CallTimer, id).text, node: id };
  }
}
