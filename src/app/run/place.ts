/** Where a run is, and what of the page stays when another takes its place. */
import type { Frame, InputLog, Position, RunSpec } from '../../protocol/messages';
import { changeBranch } from '../../run/log';
import { useLab } from './store';

/** A run to be opened. */
export interface RunStart {
  spec: RunSpec;
  at?: Position | null;
  playing?: boolean;
  /** What it comes from, for the sentence when it cannot be opened. */
  name?: string | null;
  /** It belongs to the run on screen: what was undone and can be stays. */
  again?: boolean;
}

/** What the store keeps of a frame. */
export function positionOf(frame: Frame) {
  const { position, headUs, realSpeed, detail } = frame;
  return { position, headUs, realSpeed, detail };
}

/** The log with how far its branch has been run, which grows without the log being sent anew. */
export function withHead(log: InputLog, frame: Frame | null): InputLog {
  if (frame?.position.branch !== log.current) return log;
  return changeBranch(log, { headUs: frame.headUs });
}

/** What was selected stays so when the new run has it too. */
export function keptSelection(nodes: readonly { id: string }[]) {
  const { selection } = useLab.getState();
  return selection?.kind === 'node' && nodes.some((node) => node.id === selection.id) ? selection : null;
}
