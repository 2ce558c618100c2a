import { loadClaims } from '../labs/claims';
import { labEntries, loadLab } from '../labs/index';
import { judgeExperiment } from '../run/experiment';
import { UsageError } from './main';

/** Runs every experiment of a lab; the exit code is 1 when a sentence did not hold. */
export async function checkLab(id: string): Promise<void> {
  const loading = loadLab(id);
  if (!loading) {
    throw new UsageError(
      `There is no lab called ${id}; there are ${labEntries.map((entry) => entry.id).join(', ')}.`,
    );
  }
  const lab = await loading;
  const claims = await loadClaims(id);
  for (const experiment of lab.experiments) {
    const { held, says } = judgeExperiment(lab, experiment, claims);
    process.stdout.write(`${held ? 'held   ' : 'broken '} ${experiment.title}: ${says}\n`);
    if (!held) process.exitCode = 1;
  }
}
