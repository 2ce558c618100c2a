import { real } from '../../../kernel/params';

export const throttleParams = {
  ratio: real({
    title: 'Requests for each accepted',
    help: 'So many requests it sends for each that is answered well; beyond that it holds some back.',
    unit: '×',
    min: 1,
    max: 100,
    default: 2,
    low: 'less than is accepted would strangle itself.',
    high: 'a hundred times what is accepted is no limit.',
    logScale: true,
    advice: [
      { below: 1.1, says: 'So close to what is accepted it learns late that more would be.' },
      { above: 10, says: 'An overloaded callee still gets ten times what it can do.' },
    ],
  }),
  windowSec: real({
    title: 'Window',
    help: 'How far back it remembers.',
    unit: 's',
    min: 1,
    max: 3600,
    default: 120,
    low: 'hardly a request would be in it.',
    high: 'after an hour of trouble it would take an hour to trust again.',
    logScale: true,
  }),
};
