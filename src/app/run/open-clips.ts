/** What the user has done and not yet taken back, at the moment that is shown. */
import type { Clip } from '../../protocol/messages';
import type { LabState } from './store';

/** Clips that are open; a knob that was turned is no fault and not among them. */
export function openClips({ clips, position: { us } }: Pick<LabState, 'clips' | 'position'>): Clip[] {
  return clips.filter(
    ({ input, endsAtUs }) =>
      input.action !== 'set' && input.atUs <= us + 1 && (endsAtUs === null || endsAtUs > us),
  );
}
