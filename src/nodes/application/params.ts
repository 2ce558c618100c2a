import { choice, onOff, real, ref } from '../../kernel/params';
import { STRATEGIES, type CachingStrategy } from '../../patterns/caching-strategies/index';

const strategyOptions = Object.entries(STRATEGIES).map(([value, { title, help }]) => ({
  value: value as CachingStrategy,
  title,
  help,
}));

const deleting = { param: 'strategy', is: ['cacheAside', 'readThrough', 'refreshAhead'] };

export const applicationParams = {
  strategy: choice({
    title: 'Strategy',
    help: 'Who asks and writes what, in which order.',
    options: strategyOptions,
    default: 'cacheAside',
  }),
  cache: ref({ title: 'Cache', help: 'The cache it uses.', restarts: true }),
  database: ref({ title: 'Database', help: 'The database it uses.', restarts: true }),
  cacheTimeoutMs: real({
    title: 'Cache timeout',
    help: 'How long it waits for the cache; where the cache asks the database in its turn, that wait comes on top.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 250,
    low: 'the cache would never be in time.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  databaseTimeoutMs: real({
    title: 'Database timeout',
    help: 'How long it waits for the database.',
    unit: 'ms',
    min: 1,
    max: 600_000,
    default: 1500,
    low: 'no query would ever succeed.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  fillRule: choice({
    title: 'The cache accepts',
    help: 'What keeps a slow reader, or a slow writer, from bringing an old value into the cache.',
    options: [
      { value: 'always', title: 'everything', help: 'a late fill may bring back an old value' },
      {
        value: 'ifNewer',
        title: 'newer versions',
        help: 'a late value meets a newer version and is refused; a deleted key has none to meet',
      },
      { value: 'lease', title: 'fills with a lease', help: 'a delete cancels the right to fill' },
    ],
    default: 'lease',
    when: { param: 'strategy', is: ['cacheAside'] },
  }),
  updatesInsteadOfDeleting: onOff({
    title: 'Update instead of delete',
    help: 'After a write, puts the new value into the cache instead of deleting the old one.',
    default: false,
    breaks: 'two writers may update the cache in the wrong order',
    when: deleting,
  }),
  writesInParallel: onOff({
    title: 'Write both at once',
    help: 'Write-through to cache and database at the same time.',
    default: false,
    breaks: 'a write the database refuses stays in the cache',
    when: { param: 'strategy', is: ['writeThrough'] },
  }),
};
