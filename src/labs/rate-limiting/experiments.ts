import type { Experiment } from '../../scenario/types';

const FLOOD = '4s set bot.ratePerSec 60';

export const experiments: readonly Experiment[] = [
  {
    id: 'greedy-bot',
    title: 'One greedy client',
    expect:
      'The bot asks 60 times a second, gets its burst and then 5 a second, and nobody else notices; without a limit the others lose more than a third of their requests.',
    inputs: [FLOOD],
    beside: { title: 'no limit', knobs: { 'gateways.limiter': false } },
    untilSec: 24,
    nodes: ['bot', 'api'],
  },
  {
    id: 'each-alone',
    title: 'Each gateway counts alone',
    expect: 'With three gateways that each count for themselves, the bot gets three times its limit.',
    knobs: { 'gateways.scope': 'alone' },
    inputs: [FLOOD],
    beside: { title: 'counts in the store', knobs: { 'gateways.scope': 'shared' } },
    untilSec: 24,
    nodes: ['bot', 'g1', 'g2', 'g3'],
  },
  {
    id: 'read-then-write',
    title: 'Read, then write',
    expect:
      'Gateways that read the count, decide and write it back let the bot in more than three times as often as its limit allows; a store that decides in one step never does.',
    knobs: { 'gateways.readsThenWrites': true },
    inputs: [FLOOD],
    beside: { title: 'in one step', knobs: { 'gateways.readsThenWrites': false } },
    untilSec: 24,
    nodes: ['store', 'g1', 'g2', 'g3'],
  },
  {
    id: 'boundary',
    title: 'Where two windows meet',
    expect:
      'Within one second around the end of a window, the fixed window lets in 40 requests, twice the limit; the sliding log lets in 20.',
    knobs: { 'gateways.limiterAlgorithm': 'fixedWindow', 'bot.ratePerSec': 0 },
    // Requests come to the store 161 ms after they were sent: half of them before 8 s, half of them after.
    inputs: ['7340ms set bot.ratePerSec 60', '8340ms set bot.ratePerSec 0'],
    beside: { title: 'sliding log', knobs: { 'gateways.limiterAlgorithm': 'slidingLog' } },
    untilSec: 12,
    nodes: ['bot', 'store'],
  },
  {
    id: 'two-counts',
    title: 'Two counts instead of a log',
    expect:
      'Under a steady flood the sliding counter, with two numbers a client, lets in within a tenth of what the log of all times does, and never more.',
    knobs: { 'gateways.limiterAlgorithm': 'slidingCounter' },
    inputs: [FLOOD],
    beside: { title: 'sliding log', knobs: { 'gateways.limiterAlgorithm': 'slidingLog' } },
    untilSec: 44,
    pace: 2,
    nodes: ['store'],
  },
  {
    id: 'smooth',
    title: 'A burst, smoothed',
    expect:
      'The leaky bucket lets the bot’s requests out one every 200 ms: while the flood begins, the queue of the API stays under a fifth of what a token bucket’s burst of 20 makes of it.',
    knobs: { 'gateways.limiterAlgorithm': 'leakyBucket', 'gateways.limiterBurst': 5 },
    inputs: [FLOOD],
    beside: {
      title: 'token bucket',
      knobs: { 'gateways.limiterAlgorithm': 'tokenBucket', 'gateways.limiterBurst': 20 },
    },
    untilSec: 24,
    nodes: ['api'],
  },
  {
    id: 'queue-too-long',
    title: 'A queue longer than patience',
    expect:
      'With 20 places the leaky bucket holds the bot’s requests for four seconds, clients wait three: the API serves 5 a second, and not one answer is in time; with 5 places every one is.',
    knobs: { 'gateways.limiterAlgorithm': 'leakyBucket', 'gateways.limiterBurst': 20 },
    inputs: [FLOOD],
    beside: { title: '5 places', knobs: { 'gateways.limiterBurst': 5 } },
    untilSec: 24,
    nodes: ['bot'],
  },
  {
    id: 'store-crash',
    title: 'The store is gone',
    expect:
      'Gateways that fail open serve everybody for the eight seconds the store is down; those that fail closed serve nobody.',
    inputs: ['6s..14s crash store'],
    beside: { title: 'fail closed', knobs: { 'gateways.storeDown': 'closed' } },
    untilSec: 18,
    nodes: ['store'],
  },
  {
    id: 'open-to-the-flood',
    title: 'Open to the flood',
    expect:
      'When the store goes down during a flood, gateways that fail open let it in, and the API turns more than a quarter of the other clients away; fail closed keeps the API’s queue empty.',
    inputs: [FLOOD, '6s..14s crash store'],
    beside: { title: 'fail closed', knobs: { 'gateways.storeDown': 'closed' } },
    untilSec: 14,
    nodes: ['store', 'api'],
  },
  {
    id: 'floored-refill',
    title: 'Floored refill',
    expect:
      'When each request adds only whole tokens, a bot that asks 20 times a second is never let in again after its burst, although it has a right to 5 a second.',
    knobs: { 'gateways.limiterFloorsRefill': true },
    inputs: ['4s set bot.ratePerSec 20'],
    beside: { title: 'parts of tokens count', knobs: { 'gateways.limiterFloorsRefill': false } },
    untilSec: 24,
    nodes: ['bot', 'store'],
  },
  {
    id: 'one-limit-for-all',
    title: 'One limit for all',
    expect:
      'With one limit of 40 a second for all together the bot takes nearly all of it, and the others lose more than three quarters of their requests; with a limit for each client they lose none.',
    knobs: {
      'gateways.limitPer': 'everyone',
      'gateways.limiterLimit': 160,
      'gateways.limiterBurst': 40,
    },
    inputs: [FLOOD],
    beside: {
      title: 'a limit for each',
      knobs: { 'gateways.limitPer': 'client', 'gateways.limiterLimit': 20, 'gateways.limiterBurst': 20 },
    },
    untilSec: 24,
    nodes: ['bot', 'clients'],
  },
  {
    id: 'limits-itself',
    title: 'A client that limits itself',
    expect:
      'A bot that keeps to its limit by itself gets as many answers, and the gateways refuse nothing instead of 55 requests a second.',
    knobs: {
      'bot.limiter': true,
      'bot.limiterLimit': 20,
      'bot.limiterWindowMs': 4000,
      'bot.limiterBurst': 20,
      'bot.limiterWhenFull': 'refuse',
    },
    inputs: [FLOOD],
    beside: { title: 'without', knobs: { 'bot.limiter': false } },
    untilSec: 24,
    nodes: ['bot'],
  },
];
