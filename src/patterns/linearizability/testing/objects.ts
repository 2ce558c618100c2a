/** The objects once more, written naively, and a checker that tries every order: the twin of the one under test. */
import fc from 'fast-check';
import {
  keyValueModel,
  mutexModel,
  queueModel,
  registerModel,
  setModel,
  type KeyValueCommand,
  type Model,
  type MutexCommand,
  type Operation,
  type QueueCommand,
  type RegisterCommand,
  type Result,
  type SetCommand,
  type Value,
} from '..';

/** An object with its model, commands to draw, and what it does. */
export interface Subject<S, C> {
  name: string;
  model: Model<S, C>;
  command: fc.Arbitrary<C>;
  /** Results to put in place of right ones. */
  anyResult: fc.Arbitrary<Result>;
  /** What the object holds at first: plain data that `run` changes. */
  start: () => Held;
  run: (held: Held, command: C) => Result | undefined;
}

/** Everything that an object of any kind holds. */
interface Held {
  values: Map<string, Value>;
  list: Value[];
  holder: string | null;
}

const empty = (): Held => ({ values: new Map(), list: [], holder: null });
const small = fc.nat(2);

const register: Subject<Value, RegisterCommand> = {
  name: 'register',
  model: registerModel(0),
  command: fc.oneof(
    fc.constant<RegisterCommand>({ do: 'read' }),
    fc.record({ do: fc.constant('write' as const), value: small }),
    fc.record({ do: fc.constant('compareAndSet' as const), from: small, to: small }),
  ),
  anyResult: fc.oneof(small, fc.boolean()),
  start: () => ({ ...empty(), values: new Map([['', 0]]) }),
  run: ({ values }, command) => {
    const held = values.get('');
    if (command.do === 'read') return held;
    if (command.do === 'write') values.set('', command.value);
    else if (held === command.from) values.set('', command.to);
    return command.do === 'write' ? undefined : held === command.from;
  },
};

const registerWithoutConditions: Subject<Value, RegisterCommand> = {
  ...register,
  name: 'register without conditions',
  command: fc.oneof(
    fc.constant<RegisterCommand>({ do: 'read' }),
    fc.record({ do: fc.constant('write' as const), value: fc.nat(9) }),
  ),
  anyResult: fc.nat(9),
};

const key = fc.constantFrom('a', 'b');
const keyValue: Subject<Value, KeyValueCommand> = {
  name: 'key-value',
  model: keyValueModel(),
  command: fc.oneof(
    fc.record({ do: fc.constantFrom('get' as const, 'delete' as const), key }),
    fc.record({
      do: fc.constantFrom('put' as const, 'append' as const),
      key,
      value: fc.constantFrom('x', 'y'),
    }),
    fc.record({
      do: fc.constant('compareAndSet' as const),
      key,
      from: fc.constantFrom(null, 'x'),
      to: fc.constant('z'),
    }),
  ),
  anyResult: fc.oneof(fc.constantFrom(null, 'x', 'y', 'xy', 'yx'), fc.boolean()),
  start: empty,
  run: ({ values }, command) => {
    const held = values.get(command.key) ?? null;
    switch (command.do) {
      case 'get':
        return held;
      case 'put':
        values.set(command.key, command.value);
        return undefined;
      case 'append':
        values.set(command.key, String(held ?? '') + command.value);
        return undefined;
      case 'delete':
        return values.delete(command.key);
      case 'compareAndSet':
        if (held === command.from) values.set(command.key, command.to);
        return held === command.from;
    }
  },
};

const appends: Subject<Value, KeyValueCommand> = {
  ...keyValue,
  name: 'key-value with appends only',
  command: fc.oneof(
    fc.record({ do: fc.constant('get' as const), key: fc.constant('a') }),
    fc.record({
      do: fc.constant('append' as const),
      key: fc.constant('a'),
      value: fc.constantFrom('x', 'y'),
    }),
  ),
};

const queueOf = (name: string, value: fc.Arbitrary<number>): Subject<readonly Value[], QueueCommand> => ({
  name,
  model: queueModel(),
  command: fc.oneof(
    fc.constant<QueueCommand>({ do: 'dequeue' }),
    fc.record({ do: fc.constant('enqueue' as const), value }),
  ),
  anyResult: fc.oneof(fc.constant(null), value),
  start: empty,
  run: ({ list }, command) => {
    if (command.do === 'dequeue') return list.shift() ?? null;
    list.push(command.value);
    return undefined;
  },
});

const setOf = (name: string, command: fc.Arbitrary<SetCommand>): Subject<readonly Value[], SetCommand> => ({
  name,
  model: setModel(),
  command,
  anyResult: fc.oneof(fc.boolean(), fc.subarray([2, 1, 0, 1])),
  start: empty,
  run: (held, one) => {
    if (one.do === 'read') return held.list.toReversed();
    const wasThere = held.list.includes(one.value);
    if (one.do === 'contains') return wasThere;
    held.list = held.list.filter((member) => member !== one.value);
    if (one.do === 'add') held.list.push(one.value);
    return one.do === 'add' ? !wasThere : wasThere;
  },
});
const member = fc.record({
  do: fc.constantFrom('add' as const, 'remove' as const, 'contains' as const),
  value: small,
});

const mutexOf = (
  name: string,
  by: fc.Arbitrary<string | undefined>,
): Subject<string | null, MutexCommand> => ({
  name,
  model: mutexModel(),
  command: fc.record({ do: fc.constantFrom('acquire' as const, 'release' as const), by }),
  anyResult: fc.boolean(),
  start: empty,
  run: (held, command) => {
    const isFree = held.holder === null;
    const isOwn = held.holder === (command.by ?? 'anybody');
    if (command.do === 'acquire' && isFree) held.holder = command.by ?? 'anybody';
    if (command.do === 'release' && isOwn) held.holder = null;
    return command.do === 'acquire' ? isFree : isOwn;
  },
});

/** Every kind of object, the ones with shortcuts of their own in more than one form. */
export const SUBJECTS = [
  register,
  registerWithoutConditions,
  keyValue,
  appends,
  queueOf('queue with values that repeat', small),
  queueOf('queue with values that hardly repeat', fc.nat(1_000)),
  setOf('set', member),
  setOf(
    'set that is read',
    fc.oneof(
      { weight: 2, arbitrary: member },
      { weight: 1, arbitrary: fc.constant({ do: 'read' as const }) },
    ),
  ),
  mutexOf('mutex', fc.constant(undefined)),
  mutexOf('mutex with owners', fc.constantFrom('c1', 'c2')),
] as unknown as readonly Subject<unknown, unknown>[];

/** Whether the operations have a linearization: tries all orders. For up to seven or so. */
export function isLinearizable<C>(
  subject: Subject<unknown, C>,
  operations: readonly Operation<C>[],
): boolean {
  const tryFrom = (held: Held, rest: readonly Operation<C>[]): boolean => {
    if (rest.every(({ returnedAt }) => returnedAt === null)) return true;
    return rest.some((one) => {
      if (rest.some(({ returnedAt }) => returnedAt !== null && returnedAt < one.calledAt)) return false;
      const after = structuredClone(held);
      const answer = subject.run(after, one.command);
      return (
        isAnswer(one.result, answer) &&
        tryFrom(
          after,
          rest.filter((other) => other !== one),
        )
      );
    });
  };
  return tryFrom(subject.start(), operations);
}

/** What is wrong with an order as a linearization; undefined when nothing is. */
export function flawOf<C>(
  subject: Subject<unknown, C>,
  operations: readonly Operation<C>[],
  order: readonly number[],
): string | undefined {
  if (new Set(order).size !== order.length) return 'an operation comes twice';
  if (operations.some(({ returnedAt }, index) => returnedAt !== null && !order.includes(index))) {
    return 'an operation that returned is missing';
  }
  const held = subject.start();
  for (const [at, index] of order.entries()) {
    const { command, result, calledAt } = operations[index];
    const isLate = order.slice(at).some((later) => (operations[later].returnedAt ?? Infinity) < calledAt);
    if (isLate) return `${String(index)} comes before one that returned before its call`;
    if (!isAnswer(result, subject.run(held, command))) return `${String(index)} has another result`;
  }
  return undefined;
}

function isAnswer(result: Result | undefined, answer: Result | undefined): boolean {
  if (result === undefined || answer === undefined) return true;
  if (!Array.isArray(answer)) return result === answer;
  return Array.isArray(result) && JSON.stringify(result.toSorted()) === JSON.stringify(answer.toSorted());
}

/** How an operation drawn at random goes: when around its instant, and what becomes of its answer. */
interface Course<C> {
  command: C;
  client: number;
  leadUs: number;
  lagUs: number;
  fate: 'answered' | 'unseen' | 'lostAfter' | 'lostBefore';
}

/** Histories that happened: commands run one after the other, each stretched in time around its instant. */
export function happened<C>(
  subject: Subject<unknown, C>,
  size: { minLength?: number; maxLength: number },
  stretchUs: number,
): fc.Arbitrary<Operation<C>[]> {
  const course: fc.Arbitrary<Course<C>> = fc.record({
    command: subject.command,
    client: fc.nat(4),
    leadUs: fc.nat(stretchUs),
    lagUs: fc.nat(stretchUs),
    fate: fc.oneof(
      { weight: 8, arbitrary: fc.constant('answered' as const) },
      {
        weight: 3,
        arbitrary: fc.constantFrom('unseen' as const, 'lostAfter' as const, 'lostBefore' as const),
      },
    ),
  });
  return fc.array(course, { ...size, size: 'max' }).map((courses) => {
    const held = subject.start();
    return courses.map(({ command, client, leadUs, lagUs, fate }, index): Operation<C> => {
      const answer = fate === 'lostBefore' ? undefined : subject.run(held, command);
      const atUs = index * 10;
      return {
        client: `c${String(client + 1)}`,
        command,
        ...(fate === 'answered' && answer !== undefined ? { result: answer } : {}),
        calledAt: atUs - leadUs,
        returnedAt: fate.startsWith('lost') ? null : atUs + lagUs,
      };
    });
  });
}

/** Histories that may not have happened: some results and instants are replaced. */
export function doubtful<C>(subject: Subject<unknown, C>, maxLength: number): fc.Arbitrary<Operation<C>[]> {
  const change = fc.record({
    index: fc.nat(maxLength - 1),
    what: fc.constantFrom('result' as const, 'delay' as const, 'haste' as const),
    result: subject.anyResult,
    byUs: fc.nat(30),
  });
  return fc
    .tuple(happened(subject, { minLength: 2, maxLength }, 25), fc.array(change, { maxLength: 3 }))
    .map(([operations, changes]) => {
      const changed = [...operations];
      for (const { index, what, result, byUs } of changes) {
        const one = changed.at(index);
        if (!one) continue;
        const { calledAt, returnedAt } = one;
        if (what === 'result' && one.result !== undefined) changed[index] = { ...one, result };
        if (returnedAt === null) continue;
        if (what === 'delay')
          changed[index] = { ...one, calledAt: calledAt + byUs, returnedAt: returnedAt + byUs };
        if (what === 'haste') changed[index] = { ...one, returnedAt: Math.max(calledAt, returnedAt - byUs) };
      }
      return changed;
    });
}
