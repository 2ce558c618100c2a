import { choice, int, onOff, real } from '../../kernel/params';
import { placeParams, repeatParams } from '../ordering';
import { stationParams } from '../station-params';

function share(title: string, help: string) {
  return real({
    title,
    help,
    unit: '',
    min: 0,
    max: 1,
    default: 0,
    low: 'less than none cannot fail.',
    high: 'more than all cannot fail.',
  });
}

export const participantParams = {
  role: choice({
    title: 'Role',
    help: 'What it keeps, and so which steps of an order are its own.',
    options: [
      { value: 'orders', title: 'orders', help: 'opens, confirms and cancels them' },
      { value: 'payments', title: 'payments', help: 'holds money, captures it, gives it back' },
      { value: 'inventory', title: 'inventory', help: 'reserves goods and gives them back' },
      { value: 'shipping', title: 'shipping', help: 'books a parcel: there is no way back' },
    ],
    default: 'orders',
    restarts: true,
  }),
  ...placeParams,
  ...stationParams,
  workers: { ...stationParams.workers, default: 4 },
  queueCapacity: { ...stationParams.queueCapacity, default: 100 },
  serviceTimeMs: { ...stationParams.serviceTimeMs, default: 30 },
  accounts: int({
    title: 'Accounts',
    help: 'Customers with money, or kinds of goods.',
    unit: '',
    min: 0,
    max: 10_000,
    default: 0,
    low: 'fewer than none cannot be.',
    high: 'more take too long to count at every change.',
    logScale: true,
    restarts: true,
  }),
  each: int({
    title: 'In each account',
    help: 'What each has at the start. With little, orders are soon refused.',
    unit: '',
    min: 0,
    max: 1_000_000,
    default: 10_000,
    low: 'a debt is not for sale.',
    high: 'more than a million is never used up.',
    logScale: true,
    restarts: true,
  }),
  refusalRatio: share(
    'Refusals',
    'Share of orders it turns down: no money, no goods, no van. High, and most sagas go back.',
  ),
  failureRatio: share(
    'Failures',
    'Share of commands and events it cannot carry out now; they may work when they come again. High, and patience runs out.',
  ),
  stuckRatio: share(
    'Undo that never works',
    'Share of orders whose step it can never undo: a closed account, a bug. Each of them needs a person.',
  ),
  idempotent: onOff({
    title: 'Idempotency keys',
    help: 'The same command again changes nothing. Without them an answer that is lost means a second effect.',
    default: true,
    breaks: 'A command that comes again takes effect again.',
  }),
  remembersUndo: onOff({
    title: 'Remembers early undos',
    help: 'A step that comes after it was undone is refused. Without that it takes effect for a saga that is over.',
    default: true,
    breaks: 'An undo that overtakes its step is forgotten.',
    when: { param: 'idempotent', is: [true] },
  }),
  semanticLock: onOff({
    title: 'Semantic lock',
    help: 'Readers are shown an open order as pending. Without it they see as a fact what may be cancelled.',
    default: true,
    breaks: 'An order that is not confirmed yet is shown as if it were.',
    when: { param: 'role', is: ['orders'] },
  }),
  eventTimeoutMs: real({
    title: 'Event timeout',
    help: 'How long it waits until another participant answers for an event, before it is sent again.',
    unit: 'ms',
    min: 1,
    max: 60_000,
    default: 800,
    low: 'no answer would be in time.',
    high: 'a lost event would hold an order up for a minute.',
    logScale: true,
  }),
  ...repeatParams,
};
