import { readFileSync } from 'node:fs';
import { parseDurationUs, US_PER_S } from '../kernel/time';
import type { Input } from '../kernel/input';
import { labEntries, loadLab } from '../labs/index';
import { createLog } from '../run/log';
import { Session } from '../run/session';
import { summarise } from '../run/view';
import type { KnobValues } from '../scenario/build';
import { checkScenario, LIMITS } from '../scenario/schema';
import type { Outcome } from '../scenario/outcome';
import type { ChartSpec, Scenario } from '../scenario/types';
import { parseInput, parseValue } from '../scenario/words';
import { UsageError } from './main';
import { summaryText } from './text';

export interface RunOptions {
  seed?: string;
  until?: string;
  set?: string[];
  input?: string[];
  json?: boolean;
}

/** Runs a lab or a scenario file and prints what came of it. */
export async function runLab(subject: string, options: RunOptions): Promise<void> {
  const { scenario, invariants } = await findScenario(subject);
  const inputs = readInputs(options.input ?? []);
  const seed = readSeed(options.seed, scenario.seed);
  const untilUs = readUntil(options.until, DEFAULT_UNTIL_US);
  const knobs = readKnobs(options.set ?? []);
  const spec = { scenario, knobs, seed, invariants, log: createLog(inputs) };
  const session = new Session(spec, { clockMs: () => performance.now(), recorded: false });
  session.advance(untilUs);
  // An input that could not do what it was meant to is part of the run, here as in the page.
  for (const { sentence } of session.refusals.take()) process.stderr.write(`${sentence}\n`);
  const summary = summarise(session, subject, options.input ?? []);
  process.stdout.write(
    options.json === true ? `${JSON.stringify(summary, null, 2)}\n` : summaryText(summary),
  );
}

/** What a command is about. */
export interface Subject {
  scenario: Scenario;
  invariants: readonly string[];
  outcomes: readonly Outcome[];
  /** Those of the lab; a scenario brings none. */
  charts: readonly ChartSpec[] | null;
}

/** A lab of that name, or a scenario from a file. */
export async function findScenario(subject: string): Promise<Subject> {
  const lab = loadLab(subject);
  if (lab) {
    const { scenario, invariants, outcomes = [], charts } = await lab;
    return { scenario, invariants, outcomes, charts };
  }
  if (subject.endsWith('.json')) {
    return { scenario: readScenario(subject), invariants: [], outcomes: [], charts: null };
  }
  const ids = labEntries.map((entry) => entry.id).join(', ');
  throw new UsageError(`There is no lab called ${subject}; there are ${ids}.`);
}

function readScenario(file: string): Scenario {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`The file ${file} cannot be read.`);
  }
  if (text.length > LIMITS.fileBytes)
    throw new UsageError(`The file ${file} is larger than a scenario can be.`);
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`The file ${file} is not JSON: ${error instanceof Error ? error.message : ''}.`);
  }
  const checked = checkScenario(data);
  if (!checked.ok) throw new UsageError(`${file}: ${checked.problem}`);
  return checked.value;
}

export function readInputs(texts: readonly string[]): Input[] {
  return texts.map((text, index) => {
    const parsed = parseInput(text, `i${String(index + 1)}`);
    if (!parsed.ok) throw new UsageError(parsed.problem);
    return parsed.value;
  });
}

function readSeed(text: string | undefined, otherwise: number): number {
  if (text === undefined) return otherwise;
  const seed = Number(text);
  if (/^\d+$/.test(text) && seed <= 4294967295) return seed;
  throw new UsageError(`The seed must be a whole number from 0 to 4294967295, not "${text}".`);
}

export const DEFAULT_UNTIL_US = 30 * US_PER_S;

export function readUntil(text: string | undefined, otherwiseUs: number): number {
  if (text === undefined) return otherwiseUs;
  const us = parseDurationUs(text);
  if (us !== null && us > 0) return us;
  throw new UsageError(`--until must be a duration such as 30s, not "${text}".`);
}

export function readKnobs(texts: readonly string[]): KnobValues {
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=');
      if (at <= 0) throw new UsageError(`--set must look like lb.strategy=powerOfTwo, not "${text}".`);
      return [text.slice(0, at), parseValue(text.slice(at + 1))];
    }),
  );
}
