import { labEntries, type LabEntry } from '../../labs/index';
import { FAMILIES } from '../../scenario/types';

/** Labs that match every word of a search, by title, summary or keyword, in families that have any. */
export function searchLabs(text: string): { title: string; labs: LabEntry[] }[] {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const matches = (lab: LabEntry): boolean => {
    const family = FAMILIES.find(({ id }) => id === lab.family)?.title ?? '';
    const all = [lab.title, lab.summary, lab.id, family, ...lab.keywords].join(' ').toLowerCase();
    return words.every((word) => all.includes(word));
  };
  return FAMILIES.map(({ id, title }) => ({
    title,
    labs: labEntries.filter((lab) => lab.family === id && matches(lab)),
  })).filter(({ labs }) => labs.length > 0);
}
