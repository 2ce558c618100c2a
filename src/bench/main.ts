/** The benchmark: a list of rows, or, with a name after `--case`, one case alone in its process. */
import { cases } from './cases';
import { holdSimjs, mm1Simjs } from './peer-simjs';

export { bench } from './bench';

const [, , option, name] = process.argv;
if (option === '--case') {
  const nodeCases: typeof cases = { ...cases, 'kinds-1000-simjs': holdSimjs, 'mm1-simjs': mm1Simjs };
  process.stdout.write(String(await nodeCases[name]()));
}
