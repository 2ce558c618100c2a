/** Every lab with all its parts, as tests read them. A part that is missing is empty, so that its own test fails. */
import type { Claims, Lab } from '../../scenario/types';
import { labEntries, loadLab, type LabEntry } from '../index';

export interface OpenedLab {
  id: string;
  card: LabEntry;
  lab: Lab;
  claims: Claims;
  story: string;
}

const stories = import.meta.glob<string>('../*/story.md', { query: '?raw', import: 'default' });
const claims = import.meta.glob<Claims>('../*/claims.ts', { import: 'claims' });

/** Opens all labs that have a `lab.ts`. */
export async function openLabs(): Promise<OpenedLab[]> {
  const opened = await Promise.all(labEntries.map(openLab));
  return opened.filter((one) => one !== null);
}

async function openLab(card: LabEntry): Promise<OpenedLab | null> {
  const { id } = card;
  const lab = await loadLab(id);
  if (lab === null) return null;
  const [claimsFile, storyFile] = [`../${id}/claims.ts`, `../${id}/story.md`];
  return {
    id,
    card,
    lab,
    claims: Object.hasOwn(claims, claimsFile) ? await claims[claimsFile]() : {},
    story: Object.hasOwn(stories, storyFile) ? await stories[storyFile]() : '',
  };
}
