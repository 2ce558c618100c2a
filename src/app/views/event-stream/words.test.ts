import { expect, it } from 'vitest';
import type { Glance, Plain, StreamView } from '../../../protocol/messages';
import { readersOf, sayEvent, sayReplay, saySchema, sayTime } from './words';

const event = {
  version: 4,
  position: 40,
  atUs: -5_000_000,
  type: 'Deposited',
  schema: 1,
  text: 'cents 1200, channel unknown',
  written: 'euros 12',
  command: 0,
};
const fresh = { ...event, atUs: 2_314_000, schema: 3, written: '' };

const glance = (id: string, picture: Plain): Glance => ({ id, mode: null, dial: null, state: null, picture });

it('an event says what happened, when, and in which schema it was written', () => {
  expect(sayEvent(event, 3, ['balances', 'service-1'], true)).toBe(
    '4: Deposited cents 1200, channel unknown, before the start, written in schema 1, read in 3, snapshot here, balances and service-1 are here',
  );
  expect(sayEvent({ ...fresh, text: '' }, 3, [], false)).toBe('4: Deposited, at 2.314 s, schema 3');
  expect([event, fresh].map((one) => saySchema(one, 3))).toEqual(['v1 → v3', 'v3']);
  expect([event, fresh].map(({ atUs }) => sayTime(atUs))).toEqual(['before', '2.314 s']);
});

it('readers are the nodes that tell versions, of this stream', () => {
  const glances = [
    glance('a', { versions: { x: 3 } }),
    glance('b', { versions: { y: 4 } }),
    glance('c', { points: [1] }),
    glance('d', null),
  ];
  expect(readersOf(glances, 'x')).toEqual([{ id: 'a', version: 3 }]);
});

it('a state says what it took', () => {
  const state = (version: number, snapshot: number, replayed: number): StreamView['state'] => ({
    version,
    snapshot,
    replayed,
    atUs: null,
    fields: [],
  });
  expect([state(0, 0, 0), state(7, 0, 7), state(100, 100, 0), state(101, 100, 1)].map(sayReplay)).toEqual([
    'Before the first event.',
    'Replayed: 7 events, from the first.',
    'The snapshot at 100, nothing to replay.',
    'Replayed: 1 event after the snapshot at 100.',
  ]);
});
