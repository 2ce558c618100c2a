/** The benchmark: a list of rows, or, with a name after `--case`, one case alone in its process. */
import { runCase } from './case';
import { cases } from './cases';
import { holdSimjs, mm1Simjs } from './peer-simjs';

export { bench } from './bench';

const [, , option, name] = process.argv;
if (option === '--case') {
  const nodeCases: typeof cases = { ...cases, 'kinds-1000-simjs': holdSimjs, 'mm1-simjs': mm1Simjs };
  // Not awaited here: what a case loads imports this very bundle, and would wait for it.
  void runCase(name, nodeCases).then((measured) => process.stdout.write(String(measured)));
}
