/** Scenarios and recordings from files: read, checked, and fitted into the lab that is open. Pure. */
import type { Moment } from '../../scenario/moment';
import { checkScenario, LIMITS, type Checked } from '../../scenario/schema';
import type { ChartSpec, Lab, Scenario } from '../../scenario/types';
import { isRecording, readRecording } from '../share/recording';

const BYTES_PER_MB = 1_000_000;

/** What a file can hold. */
export type FileContent = { scenario: Scenario; moment: null } | { scenario: null; moment: Moment };

/** Reads the text of a file: good, or one sentence that says what is wrong and where. */
export function readFile(name: string, bytes: number, text: string): Checked<FileContent> {
  const problem = (what: string): Checked<never> => ({
    ok: false,
    problem: `${name} was not opened: ${what}`,
  });
  if (bytes > LIMITS.fileBytes) {
    const [size, limit] = [bytes / BYTES_PER_MB, LIMITS.fileBytes / BYTES_PER_MB];
    return problem(`it has ${size.toFixed(1)} MB, and at most ${limit.toFixed(0)} MB are read.`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    return problem(`it is not JSON (${error instanceof Error ? error.message : String(error)}).`);
  }
  if (isRecording(content)) {
    const recording = readRecording(content);
    return recording.ok
      ? { ok: true, value: { scenario: null, moment: recording.value } }
      : problem(recording.problem);
  }
  const checked = checkScenario(content);
  return checked.ok
    ? { ok: true, value: { scenario: checked.value, moment: null } }
    : problem(checked.problem);
}

/**
 * The lab with another scenario in place of its own. What speaks of nodes that are not there goes: experiments and
 * presets that need them, promises, and charts of their metrics.
 */
export function labWith(lab: Lab, scenario: Scenario): Lab {
  if (hasNodesOf(lab.scenario, scenario)) return { ...lab, scenario };
  const names = lab.scenario.nodes.flatMap(({ id, group }) => [id, group ?? id]);
  return {
    ...lab,
    scenario,
    experiments: [],
    presets: [],
    invariants: [],
    charts: lab.charts.filter((chart) => isGeneral(chart, names)),
  };
}

/** Whether all nodes of a scenario are in another one too, as the same kind. */
function hasNodesOf(own: Scenario, other: Scenario): boolean {
  const kinds = new Map(other.nodes.map(({ id, kind, group }) => [id, `${kind} ${group ?? id}`]));
  return own.nodes.every(({ id, kind, group }) => kinds.get(id) === `${kind} ${group ?? id}`);
}

/** Whether a chart shows the whole run and no node or group of its own. */
function isGeneral(chart: ChartSpec, names: readonly string[]): boolean {
  return chart.series.every(({ metric, over = '', of }) => {
    const metrics = typeof metric === 'string' ? [metric, over] : [...metric, over];
    return of === undefined && metrics.every((one) => !names.some((name) => one.startsWith(`${name}.`)));
  });
}
