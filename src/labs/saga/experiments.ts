import type { Experiment } from '../../scenario/types';

export const experiments: readonly Experiment[] = [];
