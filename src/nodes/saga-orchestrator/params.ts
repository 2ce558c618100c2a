import { choice, int, onOff, real } from '../../kernel/params';
import { placeParams, repeatParams } from '../ordering';

export const orchestratorParams = {
  ...placeParams,
  stepTimeoutMs: real({
    title: 'Step timeout',
    help: 'How long it waits for the answer of a participant. Too short, and slow answers count as none; too long, and a crash holds its sagas up.',
    unit: 'ms',
    min: 1,
    max: 60_000,
    default: 800,
    low: 'no answer would be in time.',
    high: 'a lost message would hold a saga up for a minute.',
    logScale: true,
  }),
  attempts: int({
    title: 'Attempts',
    help: 'How often a step that can be undone is asked for, before the saga goes back. Few, and a short fault turns orders away; many, and they wait.',
    unit: '',
    min: 1,
    max: 100,
    default: 4,
    low: 'it must be asked once.',
    high: 'nobody waits for a hundred attempts.',
    logScale: true,
  }),
  ...repeatParams,
  logTimeMs: real({
    title: 'Time to log',
    help: 'How long the disk takes to write an entry. Nothing follows from an entry before it is written.',
    unit: 'ms',
    min: 0,
    max: 10_000,
    default: 10,
    low: 'a disk cannot be done before it begins.',
    high: 'ten seconds a step is longer than anyone waits.',
    logScale: true,
    when: { param: 'memoryOnly', is: [false] },
  }),
  memoryOnly: onOff({
    title: 'No durable log',
    help: 'Sagas live in memory only, and a crash forgets all that are under way.',
    default: false,
    breaks: 'What a saga has done is not written down.',
    restarts: true,
  }),
  undoOrder: choice({
    title: 'Undoes',
    help: 'In which order steps are undone.',
    options: [
      { value: 'reverse', title: 'in reverse order', help: 'what was done last goes first' },
      {
        value: 'inOrder',
        title: 'in the order of doing',
        help: 'a mistake: what later steps rest on goes first',
      },
      { value: 'atOnce', title: 'all at once', help: 'a mistake: any order may come of it' },
    ],
    default: 'reverse',
  }),
  fireAndForget: onOff({
    title: 'Undo without waiting',
    help: 'An undo counts as done when it is sent. Whether it arrived, nobody knows.',
    default: false,
    breaks: 'A compensation is not repeated until it is answered.',
  }),
};
