/** Old versions of what comes from outside, brought up to the present one step by step. */
import type { Checked } from './schema';

/** For each old version, what makes the content one of the next version. */
export type Migrations = Readonly<Record<number, (old: Readonly<Record<string, unknown>>) => unknown>>;

/**
 * Content of an older version as it would be in the latest. What comes out is still to be checked.
 * @param subject what it is, for the sentence: `moment`
 */
export function migrate(
  content: unknown,
  version: unknown,
  latest: number,
  migrations: Migrations,
  subject: string,
): Checked<unknown> {
  const problem = (what: string): Checked<never> => ({ ok: false, problem: `The ${subject} ${what}.` });
  if (typeof version !== 'number' || !Number.isInteger(version)) {
    return problem(version === undefined ? 'has no version' : 'has a version that is no whole number');
  }
  if (version > latest)
    return problem(`is of version ${String(version)}, and this page knows versions up to ${String(latest)}`);
  let current = content;
  for (let from = version; from < latest; from++) {
    if (!Object.hasOwn(migrations, from))
      return problem(`is of version ${String(version)}, which is older than any this page knows`);
    if (typeof current !== 'object' || current === null) return problem('holds no fields');
    try {
      current = migrations[from](current as Readonly<Record<string, unknown>>);
    } catch {
      return problem(`could not be brought from version ${String(from)} to ${String(from + 1)}`);
    }
  }
  return { ok: true, value: current };
}
