/** One case by its name, with all it may need loaded before it is measured. */
import { loadAllParts } from '../scenario/parts';
import { cases } from './cases';

type Cases = typeof cases;

/** Runs a case. @param all the cases there are */
export async function runCase(name: string, all: Cases = cases): Promise<number> {
  await loadAllParts();
  return all[name]();
}
