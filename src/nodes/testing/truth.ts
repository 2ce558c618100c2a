/** Ground truths against measurements, by the rule that ground truths give for statistical rows. */
import { build } from 'vite';
import { expect } from 'vitest';
import type { Measured, MeasureName } from './queueing';

/**
 * The queueing runs from a bundle, as the command line and the page run them: what the test runner makes of the
 * sources is several times slower, and these tests take millions of events.
 */
export async function queueingRuns(): Promise<typeof import('./queueing')> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: 'src/nodes/testing/queueing.ts',
      write: false,
      minify: false,
      rolldownOptions: { output: { codeSplitting: false } },
    },
  });
  const chunks = [built].flat().flatMap((one) => ('output' in one ? one.output : []));
  const code = chunks.flatMap((chunk) => (chunk.type === 'chunk' ? [chunk.code] : []));
  expect(code).toHaveLength(1);
  const url = `data:text/javascript;base64,${Buffer.from(code[0]).toString('base64')}`;
  const runs = (await import(/* @vite-ignore */ url)) as typeof import('./queueing');
  await runs.loadAllParts();
  return runs;
}

/**
 * Expects each number to be what is true, within `share` of it or four standard errors, whichever is more.
 * Says all that miss at once, with what was measured.
 */
export function expectTruth(
  measured: Measured,
  share: number,
  truths: Readonly<Partial<Record<MeasureName, number>>>,
): void {
  const misses = Object.entries(truths).flatMap(([name, truth]) => {
    const { value, error } = measured.estimates[name as MeasureName];
    const allowed = Math.max(share * truth, 4 * error);
    return Math.abs(value - truth) <= allowed ? [] : [{ name, truth, value, error }];
  });
  expect(misses).toEqual([]);
  expect(measured.problems).toEqual([]);
}
