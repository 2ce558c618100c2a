/** What a live link of a story does: it shows what it speaks of, and frames it for a moment. */
import { flash } from '../../ui/flash';
import { isThere } from '../commands/actions';
import { select, notify, useLab } from '../run/store';
import { showCanvas, showPanel } from '../shell/sheet';
import { LATENCY_KNOB } from './knob-spec';

const FRAMES_WAITED = 40;

/** Calls back with an element as soon as it is there; says so when it does not come. */
function whenThere(
  selector: string,
  found: (element: HTMLElement) => void,
  missing: string,
  left = FRAMES_WAITED,
): void {
  const element = document.querySelector<HTMLElement>(selector);
  if (element) found(element);
  else if (left === 0) notify(missing);
  else {
    requestAnimationFrame(() => {
      whenThere(selector, found, missing, left - 1);
    });
  }
}

function bringToView(element: HTMLElement): void {
  element.scrollIntoView({ block: 'center', inline: 'nearest' });
  flash(element);
}

/** Selects a node and frames it on the canvas. */
export function pointAtNode(id: string): void {
  if (!isThere(useLab.getState(), id)) {
    notify(`${id} is not there now.`);
    return;
  }
  showCanvas();
  select({ kind: 'node', id });
  whenThere(
    `.react-flow__node[data-id="${CSS.escape(id)}"]`,
    flash,
    `The topology with ${id} is not shown now.`,
  );
}

/** Scrolls to a chart and frames it. */
export function pointAtChart(id: string): void {
  showPanel('charts');
  whenThere(`[data-chart="${CSS.escape(id)}"]`, bringToView, 'That chart is not shown now.');
}

/** Shows a knob where it stands: among the lab's controls, or else among the settings of its node. */
export function pointAtKnob(target: string): void {
  const among = useLab.getState().lab?.knobs.some((knob) => knob.target === target) === true;
  if (among || target === LATENCY_KNOB) showPanel('controls');
  else {
    select({ kind: 'node', id: target.slice(0, target.lastIndexOf('.')) });
    showPanel('inspect');
  }
  whenThere(
    `[data-knob="${CSS.escape(target)}"]`,
    (knob) => {
      const fold = knob.closest('details');
      if (fold) fold.open = true;
      bringToView(knob);
      knob.querySelector<HTMLElement>('input, select, button')?.focus({ preventScroll: true });
    },
    `${target} has no effect as the other settings stand.`,
  );
}
