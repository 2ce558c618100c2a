import type { Distribution, DistributionName } from '../kernel/distributions';
import { choice, real } from '../kernel/params';
import { US_PER_MS } from '../kernel/time';

/** Options of a knob that chooses the shape of a random time. */
export const distributionOptions = [
  { value: 'constant', title: 'constant', help: 'always the mean' },
  { value: 'uniform', title: 'uniform', help: 'anything from nothing to twice the mean' },
  { value: 'exponential', title: 'exponential', help: 'memoryless: mostly short, sometimes long' },
  { value: 'erlang2', title: 'Erlang 2', help: 'two exponential stages' },
  { value: 'erlang4', title: 'Erlang 4', help: 'four exponential stages: calmer' },
  { value: 'normal', title: 'normal', help: 'about the mean, as often above as below' },
  { value: 'lognormal', title: 'lognormal', help: 'a long tail, as measured services have' },
  { value: 'hyperexponential', title: 'hyperexponential', help: 'a mix of short and very long' },
  { value: 'pareto', title: 'Pareto', help: 'a heavy tail' },
] as const satisfies readonly { value: DistributionName; title: string; help: string }[];

/** A knob for the shape of a random time. */
export function shapeParam(title: string, shape: DistributionName) {
  return choice({
    title,
    help: 'How much the time varies around its mean.',
    options: distributionOptions,
    default: shape,
  });
}

/** A knob for the coefficient of variation, shown for the shapes that have one. */
export function cvParam(title: string, shapeName: string) {
  return real({
    title,
    help: 'Standard deviation divided by the mean.',
    unit: '',
    min: 0.1,
    max: 10,
    default: 1,
    low: 'below 0.1 it is constant for all one can see.',
    high: 'above 10 a run never sees the tail.',
    when: { param: shapeName, is: ['normal', 'lognormal', 'hyperexponential', 'pareto'] },
  });
}

/** A distribution of microseconds from a mean in milliseconds, a shape and a coefficient of variation. */
export function timeUs(meanMs: number, name: DistributionName, cv: number): Distribution {
  return { name, mean: meanMs * US_PER_MS, cv };
}
