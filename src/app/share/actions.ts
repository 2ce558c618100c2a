/** What users do to share: the dialog, the clipboard, and files. */
import { closeDialogs, openShareDialog } from '../commands/dialogs';
import type { Command } from '../commands/commands';
import { saveBlob } from '../export/save';
import { controller } from '../run/controller';
import { knobsNow, notify, useLab } from '../run/store';
import { LINK_CHARS, linkOf } from './link';
import { RECORDING_ENDING, recordingText } from './recording';
import { useShare, type Shared } from './state';
import { takeMoment } from './take';

/** Pauses, takes the moment, and shows what can be done with it. */
export async function shareMoment(): Promise<void> {
  const resume = useLab.getState().life === 'running';
  controller.pause();
  const taken = await takeMoment();
  if (!taken) return;
  if (!taken.ok) {
    notify(`This moment cannot be shared. ${taken.problem}`, 'bad');
    return;
  }
  const moment = taken.value;
  const { link, reason } = await linkFor(moment);
  const shared: Shared = { moment, link, reason, copied: link !== null && (await copyText(link)) };
  useShare.setState({ shared });
  openShareDialog(resume);
}

/** Puts a text on the clipboard. @returns false when the browser keeps it to itself */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

async function linkFor(moment: Shared['moment']): Promise<Pick<Shared, 'link' | 'reason'>> {
  if (moment.scenario) return { link: null, reason: 'A scenario of your own travels as a file only.' };
  const link = await linkOf(moment, location.href);
  if (link.length <= LINK_CHARS) return { link, reason: '' };
  const [length, limit] = [link.length, LINK_CHARS].map((count) => count.toLocaleString('en'));
  return {
    link: null,
    reason: `As a link it would have ${length ?? ''} characters, and many programs cut links over ${limit ?? ''}. It travels as a file.`,
  };
}

/** Saves the run with all its branches, and the moment it stands at. */
export async function saveRecording(): Promise<void> {
  const taken = useShare.getState().shared?.moment ?? (await takenOrSaid());
  if (!taken) return;
  const name = `${taken.lab}-${(taken.us / 1e6).toFixed(3)}s${RECORDING_ENDING}`;
  saveBlob(jsonFile(recordingText(taken)), name);
  notify(`Saved ${name}.`);
}

function jsonFile(text: string): Blob {
  return new Blob([text], { type: 'application/json' });
}

async function takenOrSaid() {
  const taken = await takeMoment();
  if (taken?.ok === false) notify(`This run cannot be saved. ${taken.problem}`, 'bad');
  return taken?.ok === true ? taken.value : null;
}

/** Saves the scenario with its knobs as they are now. */
export async function saveScenario(): Promise<void> {
  const state = useLab.getState();
  const scenario = await controller.ask('scenario', { knobs: knobsNow(state) });
  if (!scenario) return;
  const name = `${state.labId}.scenario.json`;
  saveBlob(jsonFile(`${JSON.stringify(scenario, null, 2)}\n`), name);
  notify(`Saved ${name}.`);
}

/** Closes the dialog; what was shared in it is forgotten. */
export function closeShare(): void {
  useShare.setState({ shared: null });
  closeDialogs();
}

/** Commands of sharing, for the palette. */
export function shareCommands(): Command[] {
  const make = (id: string, title: string, run: () => void, keywords: readonly string[]): Command => ({
    id,
    group: 'Share',
    title,
    run,
    keywords,
  });
  return [
    make('share', 'Share this moment…', () => void shareMoment(), ['link', 'copy', 'url', 'send']),
    make('save recording', 'Save this run as a recording', () => void saveRecording(), [
      'export',
      'download',
    ]),
    make('save scenario', 'Save the scenario as a file', () => void saveScenario(), ['export', 'json']),
  ];
}
