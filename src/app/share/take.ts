/** The run on screen as a moment. */
import { checkMoment, writeMoment, type Moment } from '../../scenario/moment';
import { ENGINE_REVISION } from '../../scenario/revision';
import type { Checked } from '../../scenario/schema';
import { controller } from '../run/controller';
import { useLab, type RunPlace } from '../run/store';
import { openViews } from '../views/open-views';
import { useShare } from './state';

/** A run at a place as a moment; null before a lab is open. */
export function momentAt({ spec, position, speed }: RunPlace, hash: string | null): Moment | null {
  const { home } = useShare.getState();
  if (!home) return null;
  const { scenario, knobs, seed, log } = spec;
  return {
    lab: home.id,
    scenario: scenario === home.lab.scenario ? null : scenario,
    engine: ENGINE_REVISION,
    revision: home.revision,
    knobs,
    seed,
    log: { ...log, current: position.branch },
    us: position.us,
    events: position.events,
    selection: useLab.getState().selection,
    views: openViews(home.id),
    speed,
    hash,
  };
}

/** The moment on screen with its hash, as the worker has it; a sentence when it cannot be shared. */
export async function takeMoment(): Promise<Checked<Moment> | null> {
  const place = controller.place();
  const facts = place ? await controller.ask('moment', {}) : null;
  if (!place || !facts) return null;
  const { log, position, hash } = facts;
  const moment = momentAt({ ...place, spec: { ...place.spec, log }, position }, hash);
  // What nobody could open again is not given away.
  return moment && checkMoment(writeMoment(moment));
}
