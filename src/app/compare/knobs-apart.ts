/** Which knobs are not the same in the run on screen and in the pinned one. */
import type { ParamValue } from '../../protocol/messages';
import { currentBranch } from '../../run/log';
import { formatNumber } from '../format';
import { knobSpec } from '../panels/knob-spec';
import { isTurn } from '../run/baseline';
import { knobValue, type LabState } from '../run/store';

/** A knob with its values here and there, in words. */
export interface KnobApart {
  target: string;
  title: string;
  here: string;
  there: string;
}

/** The knobs in which the two runs differ at the playhead. */
export function knobsApart(state: LabState): KnobApart[] {
  const { baseline, spec, log } = state;
  if (!baseline || !spec) return [];
  const pinned = { ...state, spec: baseline.spec, log: baseline.spec.log };
  const turned = [log ?? spec.log, baseline.spec.log].flatMap((one) =>
    currentBranch(one)
      .inputs.filter(isTurn)
      .map(({ target }) => target),
  );
  const targets = new Set([...Object.keys(spec.knobs), ...Object.keys(baseline.spec.knobs), ...turned]);
  return [...targets].flatMap((target) => {
    const [here, there] = [knobValue(state, target), knobValue(pinned, target)];
    if (here === there || here === undefined || there === undefined) return [];
    const title = titleOf(state, target);
    return [
      { target, title, here: valueWords(state, target, here), there: valueWords(state, target, there) },
    ];
  });
}

/** What a knob is called, as the lab calls it. */
export function titleOf(state: LabState, target: string): string {
  const knob = state.lab?.knobs.find((one) => one.target === target);
  return knobSpec(state, knob ?? { target })?.title ?? target;
}

/** The value of a knob in words, with its unit. */
export function valueWords(state: LabState, target: string, value: ParamValue): string {
  const spec = knobSpec(state, { target });
  if (spec?.type === 'choice') return spec.options.find((one) => one.value === value)?.title ?? String(value);
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string') return value;
  const unit = spec?.type === 'number' ? spec.unit : '';
  return [formatNumber(value), unit].filter((part) => part !== '').join(' ');
}
