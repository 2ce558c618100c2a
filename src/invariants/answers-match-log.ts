import { defineInvariant } from '../kernel/invariant';
import type { Message } from '../kernel/message';
import type { Plain } from '../kernel/plain';
import type { SimNode, World } from '../kernel/world';
import type { CommandAnswer, PastAnswer } from '../nodes/aggregate-service/index';
import type { EventStore } from '../patterns/event-sourcing/index';
import { addedUpFor, balanceAt, fieldOf, inEuros, storeNamedBy, type AddedUp } from './support/event-log';

interface Memo {
  /** By name of a store. */
  added: Map<string, AddedUp>;
  accepted: number;
  refused: number;
  looksBack: number;
  broken: string;
}

/** What a client may conclude from an answer. */
export const invariant = defineInvariant<Memo>({
  id: 'answers-match-log',
  title: 'Answers match the log',
  explain:
    'An accepted command has its event in the store exactly once, a refused one has none, and a balance of the past is what the events up to there add up to.',
  on: ['send'],
  init: () => ({ added: new Map<string, AddedUp>(), accepted: 0, refused: 0, looksBack: 0, broken: '' }),
  observe: (memo, entry, world) => {
    if (entry.kind !== 'send' || memo.broken !== '') return;
    const { role, status, type, body, link } = entry.subject as Message;
    if (role !== 'reply' || status !== 'completed') return;
    const node = world.nodes[world.links[link].from];
    if (type === 'command') judgeCommand(memo, world, node, body);
    else if (type === 'past') judgePast(memo, world, node, body);
  },
  check: ({ broken }) => broken === '',
  says: ({ accepted, refused, looksBack, broken }) =>
    broken === ''
      ? `${String(accepted)} accepted commands have their event, ${String(refused)} refused ones have none; ${String(looksBack)} looks into the past were right.`
      : broken,
});

function judgeCommand(memo: Memo, world: Readonly<World>, node: SimNode, body: Plain): void {
  const store = storeNamedBy(world, node);
  if (store === null || fieldOf(body, 'command') === undefined) return;
  const { command, stream, accepted } = body as unknown as CommandAnswer;
  const times = appendsOf(store, stream, command);
  if (accepted) memo.accepted++;
  else memo.refused++;
  if (times === (accepted ? 1 : 0)) return;
  memo.broken = accepted
    ? `Command ${String(command)} on ${stream} was accepted and is in the store ${times === 0 ? 'nowhere' : `${String(times)} times`}.`
    : `Command ${String(command)} on ${stream} was refused and has an event.`;
}

/** How often the events of a command were appended. */
function appendsOf({ streams }: EventStore, stream: string, command: number): number {
  const log = streams.get(stream)?.events;
  if (log === undefined) return 0;
  const based = new Set<number>();
  for (let at = log.length - 1; at >= 0; at--) {
    if (log.items[at].command === command) based.add(log.items[at].basedOn);
  }
  return based.size;
}

function judgePast(memo: Memo, world: Readonly<World>, node: SimNode, body: Plain): void {
  const added = addedUpFor(memo.added, world, node);
  if (added === null) return;
  const { stream, version, balanceCents } = body as unknown as PastAnswer;
  memo.looksBack++;
  const right = balanceAt(added, stream, version);
  if (right !== balanceCents)
    memo.broken = `${node.id} says ${stream} had ${inEuros(balanceCents)} at version ${String(version)}; its events add up to ${inEuros(right)}.`;
}
