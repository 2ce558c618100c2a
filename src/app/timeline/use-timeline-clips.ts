import { useMemo } from 'react';
import type { Clip } from '../../protocol/messages';
import { mutedClipsOf } from '../../run/log';
import { useLab } from '../run/store';

/** The clips of the branch on screen in the order of their beginnings, with those that are muted. */
export function useTimelineClips(): readonly Clip[] {
  const clips = useLab((state) => state.clips);
  const inputs = useLab(({ log }) => log?.branches.find(({ id }) => id === log.current)?.inputs);
  return useMemo(
    () => [...clips, ...mutedClipsOf(inputs ?? [])].sort((a, b) => a.input.atUs - b.input.atUs),
    [clips, inputs],
  );
}
