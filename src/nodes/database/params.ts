import { onOff, real } from '../../kernel/params';
import { stationParams } from '../station-params';

export const databaseParams = {
  ...stationParams,
  writeTimeMs: real({
    title: 'Write time',
    help: 'Mean time one write, or one write of a batch, occupies a worker.',
    unit: 'ms',
    min: 0,
    max: 600_000,
    default: 30,
    low: 'a negative time means nothing.',
    high: 'ten minutes is longer than anyone watches.',
    logScale: true,
  }),
  writeFailureRatio: real({
    title: 'Failing writes',
    help: 'Share of writes refused with an error, a batch as a whole.',
    unit: '',
    min: 0,
    max: 1,
    default: 0,
    low: 'less than none cannot fail.',
    high: 'more than all cannot fail.',
  }),
  ignoresVersions: onOff({
    title: 'Ignore expected versions',
    help: 'Takes a write although the row is not as its writer has read it.',
    default: false,
    breaks: 'writers that read the same row overwrite each other: updates are lost',
  }),
};
