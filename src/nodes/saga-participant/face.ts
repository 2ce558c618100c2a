/** What a participant shows of itself. */
import type { Face, MetricSpec } from '../../kernel/contract';
import type { Plain } from '../../kernel/plain';
import { ORDER_SAGA, worthOf, type Holding } from '../../patterns/saga/index';
import { busyMeter, queueSlots, stationMetrics, waitingCount } from '../station';
import { sayLeft, sayNews } from './events';
import type { Outbound, ParticipantContext, ParticipantState } from './state';

function counter(unit: string, help: string, better: MetricSpec['better'] = 'neither'): MetricSpec {
  return { type: 'counter', unit, help, better };
}

export const participantMetrics = {
  ...stationMetrics,
  effects: counter('steps', 'steps done'),
  undone: counter('steps', 'steps undone'),
  refusals: counter('orders', 'orders turned down'),
  failures: counter('attempts', 'commands and events that could not be carried out', 'less'),
  repeats: counter('commands', 'commands and events that came again and changed nothing'),
  retries: counter('events', 'events sent again'),
  parked: counter('events', 'events that failed as often as allowed', 'less'),
  shownPending: counter('reads', 'readers who were shown an open order as pending'),
  dirtyReads: counter('reads', 'orders that were shown as confirmed and cancelled later', 'less'),
  sagasBegun: counter('sagas', 'choreographed orders opened here'),
  sagasDone: counter('sagas', 'choreographed orders confirmed here', 'more'),
  sagasCompensated: counter('sagas', 'choreographed orders cancelled here', 'less'),
  sagaMs: {
    type: 'histogram',
    unit: 'ms',
    help: 'time from the opening of a choreographed order to its end',
    better: 'less',
  },
  held: { type: 'gauge', unit: 'sagas', help: 'sagas something is held for', better: 'neither' },
  outbox: { type: 'gauge', unit: 'events', help: 'events nobody has answered for yet', better: 'less' },
  needPerson: { type: 'gauge', unit: 'events', help: 'events that need a person', better: 'less' },
} as const satisfies Readonly<Record<string, MetricSpec>>;

export function face(state: ParticipantState, params: ParticipantContext['params']): Face {
  const { station, durable, note } = state;
  const { parked, outbox, dirtyReads, books } = durable;
  const chip = (): Face['chip'] => {
    if (parked.length > 0) return { text: `${String(parked.length)} need a person`, tone: 'bad' };
    if (dirtyReads > 0) return { text: `${String(dirtyReads)} dirty reads`, tone: 'bad' };
    return params.idempotent ? undefined : { text: 'no keys', tone: 'warn' };
  };
  const { available } = worthOf(books);
  return {
    headline: {
      value: books.held.size,
      unit: params.role === 'orders' ? 'open' : 'held',
      help: 'for sagas under way',
    },
    chip: chip(),
    meters: [
      busyMeter(station, params.workers),
      ...(books.started > 0 ? [{ label: 'available', text: String(available) }] : []),
      { label: 'events to send', text: String(outbox.size), tone: outbox.size > 5 ? 'warn' : 'calm' },
    ],
    slots: queueSlots(station, params.queueCapacity),
    note: note === '' ? undefined : note,
  };
}

export function inspect({ station, durable }: ParticipantState): Plain {
  const { books, outbox, parked, dirtyReads } = durable;
  const { available, held, taken } = worthOf(books);
  return {
    started: books.started,
    available,
    held,
    taken,
    waiting: waitingCount(station),
    dirtyReads,
    eventsToSend: Object.fromEntries(
      [...outbox.values()].slice(0, 10).map(({ news }) => [`order ${String(news.saga)}`, sayNews(news)]),
    ),
    needPerson: Object.fromEntries(
      parked.slice(0, 10).map(({ news }) => [`order ${String(news.saga)}`, sayLeft(news).join(', ')]),
    ),
  };
}

/** Choreographed sagas a view is told of. */
const TOLD = 300;

/** What it knows of choreographed sagas. While it is down, that is what its disk knows. */
export function picture({ durable }: ParticipantState, { role }: ParticipantContext['params']): Plain {
  const { books, outbox, parked } = durable;
  const own: Holding[] = [];
  for (const holding of books.holdings.values()) if (holding.choreographed) own.push(holding);
  return {
    plan: ORDER_SAGA.map((step) => ({ ...step })),
    role,
    holdings: own.slice(-TOLD).map(({ saga, state, reservedAtUs, settledAtUs, undoneAtUs }) => ({
      saga,
      state,
      reservedAtUs,
      settledAtUs,
      undoneAtUs,
    })),
    outbox: [...outbox.values()].map(toldOf),
    parked: parked.map(({ news }) => ({ saga: news.saga, step: news.step, left: sayLeft(news) })),
  };
}

function toldOf({ news: { saga, step, undo } }: Outbound): Plain {
  return { saga, step, undo };
}
