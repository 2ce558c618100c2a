/** The claims can fail: seen the other way round, no comparison holds. */
import { describe, expect, it } from 'vitest';
import { experimentRun } from '../../run/experiment';
import { viewOf } from '../../run/view';
import { claims } from './claims';
import { lab } from './lab';

describe('claims', { timeout: 60_000 }, () => {
  it.each(lab.experiments.filter(({ beside }) => beside))(
    '$id does not hold for the runs exchanged',
    (one) => {
      const [run, other] = [false, true].map((beside) => viewOf(experimentRun(lab, one, beside)));
      expect(claims[one.id](other, run).held).toBe(false);
    },
  );

  it('kill-a-server does not hold when nothing was killed, or nobody probes', () => {
    const killed = lab.experiments.find(({ id }) => id === 'kill-a-server');
    if (!killed) throw new Error('There is no experiment called kill-a-server.');
    const spared = viewOf(experimentRun(lab, { ...killed, inputs: [] }));
    const unseen = viewOf(experimentRun(lab, { ...killed, knobs: { 'lb.probes': false } }));
    for (const run of [spared, unseen]) expect(claims['kill-a-server'](run, run).held).toBe(false);
  });
});
