/** Opening a lab, and moments in it: from an address, from a file, from a draft. What cannot be opened changes nothing. */
import { navigate } from 'wouter/use-hash-location';
import { labEntries } from '../../labs/index';
import type { Position, RunSpec } from '../../protocol/messages';
import type { Moment } from '../../scenario/moment';
import { ENGINE_REVISION, labRevision } from '../../scenario/revision';
import type { Lab } from '../../scenario/types';
import { labWith } from '../commands/scenario-text';
import { controller } from '../run/controller';
import { notify, select, useLab } from '../run/store';
import { setOpenViews } from '../views/open-views';
import { browserStorage, discardDraft, loadDraft } from './drafts';
import { codeOf, readLink } from './link';
import { useShare } from './state';
import { draftLine, momentLine } from './words';

/** A replay that takes longer says so. */
const SLOW_MS = 600;

/** A moment of another lab, on its way there. */
let waiting: { moment: Moment; name: string } | null = null;

/** Opens a lab: at the moment the address names, or at its beginning; a run that was kept is offered. */
export async function enterLab(id: string, lab: Lab, alive: () => boolean): Promise<void> {
  const code = codeOf(location.hash, id);
  const linked = code === null ? null : await readLink(id, code);
  if (!alive()) return;
  const brought = waiting?.moment.lab === id ? waiting : null;
  waiting = null;
  const moment = brought?.moment ?? (linked?.ok ? linked.value : null);
  const draft = loadDraft(browserStorage(), id);
  const offer = draft && { ...draft, line: draftLine(draft, Date.now()) };
  useShare.setState({ home: { id, lab, revision: labRevision(lab) }, offer, arrival: null, shared: null });
  const start = moment ? runOf(moment, lab) : null;
  const name = brought?.name ?? 'The link';
  const opened = await replaying(moment, () => controller.openLab(id, lab, start && { ...start, name }));
  if (!alive()) return;
  if (linked?.ok === false) notify(linked.problem, 'bad');
  if (opened && moment && start) await arrive(moment, start.lab, name);
}

/** Opens the moment of the address in the lab that is open, when the address has changed. */
export async function followAddress(): Promise<void> {
  const { home } = useShare.getState();
  const code = home ? codeOf(location.hash, home.id) : null;
  if (code === null || !home) return;
  const linked = await readLink(home.id, code);
  if (linked.ok) await openMoment(linked.value, 'The link');
  else notify(linked.problem, 'bad');
}

/**
 * Opens a moment in place of the run on screen, which stays when that fails; one of another lab is taken there.
 * @param name what it comes from, for the sentence when it cannot be opened
 */
export async function openMoment(moment: Moment, name: string): Promise<boolean> {
  const { home } = useShare.getState();
  if (!home) return false;
  if (moment.lab !== home.id) return openElsewhere(moment, name);
  const { trial } = useLab.getState();
  const start = runOf(moment, home.lab);
  const opened = await replaying(moment, () => controller.open({ ...start, name, playing: false }));
  if (!opened) return false;
  if (trial?.beside) controller.closeBeside(trial.beside.run);
  await arrive(moment, start.lab, name);
  return true;
}

function openElsewhere(moment: Moment, name: string): boolean {
  const known = labEntries.some(({ id }) => id === moment.lab);
  if (known) {
    waiting = { moment, name };
    navigate(`/${moment.lab}`);
  } else notify(`${name} was not opened: there is no lab called ${moment.lab}.`, 'bad');
  return known;
}

/** What a moment needs to run, in a lab with its own scenario. */
function runOf(moment: Moment, lab: Lab): { lab: Lab; spec: RunSpec; at: Position } {
  const fitted = moment.scenario ? labWith(lab, moment.scenario) : lab;
  const { knobs, seed, log, us, events } = moment;
  const { scenario, invariants } = fitted;
  return {
    lab: fitted,
    spec: { scenario, knobs, seed, invariants, log },
    at: { branch: log.current, us, events },
  };
}

/** Lets a moment be opened; when that takes long, the page says so and offers to stop. */
async function replaying(moment: Moment | null, open: () => Promise<boolean>): Promise<boolean> {
  if (!moment) return open();
  const timer = setTimeout(() => {
    useShare.setState({ replayingUs: moment.us });
  }, SLOW_MS);
  const opened = await open();
  clearTimeout(timer);
  useShare.setState({ replayingUs: null });
  return opened;
}

/** The run is there: what belongs to the page follows, and a line says what was opened. */
async function arrive(moment: Moment, lab: Lab, name: string): Promise<void> {
  const { home } = useShare.getState();
  useLab.setState({ lab, trial: null, aside: null, speed: moment.speed });
  select(knownSelection(moment));
  setOpenViews(moment.lab, moment.views);
  const there = await controller.ask('moment', {});
  const sameVersion = moment.engine === ENGINE_REVISION && moment.revision === home?.revision;
  const same = moment.hash === null ? sameVersion : there?.hash === moment.hash;
  const title = labEntries.find(({ id }) => id === moment.lab)?.title ?? moment.lab;
  useShare.setState({
    arrival: {
      line: `${name}: ${momentLine(title, moment)}`,
      warning: same ? null : 'Made by another version; this run may differ.',
    },
  });
}

/** What was selected, as far as it is there. */
function knownSelection({ selection }: Moment): Moment['selection'] {
  const { opened } = useLab.getState();
  if (selection?.kind === 'node')
    return opened?.nodes.some(({ id }) => id === selection.id) ? selection : null;
  if (selection?.kind === 'link') {
    const { from, to } = selection;
    return opened?.links.some((link) => link.from === from && link.to === to) ? selection : null;
  }
  return selection && opened?.links[selection.link] ? selection : null;
}

/** Opens the run that was kept. */
export async function openDraft(): Promise<void> {
  const { offer } = useShare.getState();
  if (offer && (await openMoment(offer.moment, 'Your run'))) useShare.setState({ offer: null });
}

/** Forgets the run that was kept. */
export function forgetDraft(): void {
  const { offer } = useShare.getState();
  if (offer) discardDraft(browserStorage(), offer.moment.lab);
  useShare.setState({ offer: null });
}
