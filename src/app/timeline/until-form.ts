/** What the form of *Run until* asks for, and what it makes of the answers. Pure. */
import type { Awaited, Until } from '../../protocol/messages';
import type { ChartSeries, ChartSpec } from '../../scenario/types';
import { looksOf, shownUnit } from '../charts/shot';
import { formatMoment } from '../format';

/** Kinds of events that can be waited for, in words. */
export const AWAITED_WORDS: Readonly<Record<Awaited, string>> = {
  mode: 'the next change of mode',
  loss: 'a message is lost',
  refusal: 'a request is refused',
  timeout: 'a call is given up',
  life: 'a node stops or starts',
  input: 'the next thing you did',
};

export type UntilKind = Exclude<Until['kind'], 'meaningful'>;

/** Answers to all questions, whether they are asked now or not. */
export interface UntilAnswers {
  kind: UntilKind;
  seconds: string;
  what: Awaited;
  node: string;
  /** Machine and mode, as `modeKey` writes them. */
  mode: string;
  invariant: string;
  /** Chart and line, as `lineKeyOf` writes them. */
  line: string;
  above: boolean;
  value: string;
}

/** A line of a chart that can be watched. */
export interface WatchedLine {
  key: string;
  title: string;
  unit: string;
  chart: ChartSpec;
  series: ChartSeries;
  label: string;
  /** Shown values are so many times those of the worker. */
  factor: number;
}

export function watchedLines(
  charts: readonly ChartSpec[],
  nodes: readonly { id: string; group: string }[],
): WatchedLine[] {
  return charts.flatMap((chart) =>
    looksOf(chart, nodes).map(({ label, series }) => {
      const unit = shownUnit(chart);
      const share = series.stat === 'share' || series.stat === 'ratio';
      return {
        key: `${chart.id}/${label}`,
        title: `${chart.title}: ${label}`,
        unit,
        chart: { ...chart, series: [series] },
        series,
        label,
        factor: share && unit === '%' ? 100 : 1,
      };
    }),
  );
}

const SEPARATOR = '\u001f';

export function modeKey(machine: string, mode: string): string {
  return `${machine}${SEPARATOR}${mode}`;
}

/** What to wait for, and its words; or a sentence that says what is missing. */
export function untilOf(
  answers: UntilAnswers,
  lines: readonly WatchedLine[],
): { until: Until; words: string } | string {
  const { kind, node } = answers;
  switch (kind) {
    case 'time': {
      const us = Math.round(numberOf(answers.seconds) * 1_000_000);
      return us >= 0 ? { until: { kind, us }, words: formatMoment(us) } : 'Give a time in seconds.';
    }
    case 'event':
      return { until: { kind, what: answers.what }, words: AWAITED_WORDS[answers.what] };
    case 'message':
      return node === '' ? 'Choose a node.' : { until: { kind, node }, words: `${node} gets a message` };
    case 'mode': {
      const [machine = '', mode = ''] = answers.mode.split(SEPARATOR);
      if (node === '' || mode === '') return 'Choose a node and one of its modes.';
      return { until: { kind, node, machine, mode }, words: `${node} is ${mode}` };
    }
    case 'broken': {
      const invariant = answers.invariant === '' ? null : answers.invariant;
      return { until: { kind, invariant }, words: 'a promise is broken' };
    }
    case 'metric':
      return metricOf(answers, lines);
  }
}

function metricOf(
  { line: key, above, value: text }: UntilAnswers,
  lines: readonly WatchedLine[],
): { until: Until; words: string } | string {
  const line = lines.find((one) => one.key === key) ?? lines[0];
  if (!line) return 'This lab has no charts.';
  const value = numberOf(text);
  if (Number.isNaN(value)) return 'Give a value.';
  const { chart, label, factor, title, unit } = line;
  return {
    until: { kind: 'metric', chart, line: label, above, value: value / factor },
    words: `${title} ${above ? 'above' : 'below'} ${text.trim()} ${unit}`.trim(),
  };
}

function numberOf(text: string): number {
  const trimmed = text.trim().replace(',', '.');
  return trimmed === '' ? NaN : Number(trimmed);
}
