/** The parts and links of a story, read from its Markdown. */

/** What a story tells, in this order. */
export const STORY_PARTS = [
  'The problem',
  'The idea',
  'An analogy',
  'Try it',
  'Trade-offs',
  'When not',
  'What real systems do',
  'Where it comes from',
  'Questions',
];

/** A heading and the text below it, up to the next heading of its level. */
export interface StoryPart {
  title: string;
  text: string;
}

/** The parts below the headings of a level: 2 for `##`. What stands before the first is left out. */
export function partsOf(text: string, level: number): StoryPart[] {
  const heading = new RegExp(`^#{${String(level)}} +(.+)$`, 'm');
  const [, ...pieces] = text.split(heading);
  return pieces.flatMap((piece, index) =>
    index % 2 === 0 ? [{ title: piece.trim(), text: pieces[index + 1].trim() }] : [],
  );
}

export interface StoryLink {
  text: string;
  target: string;
}

/** All links of a text. */
export function linksOf(text: string): StoryLink[] {
  return [...text.matchAll(/\[([^\]]*)\]\(([^)]*)\)/g)].map(([, label, target]) => ({ text: label, target }));
}

/** How many words a text has: marks of Markdown and targets of links are none. */
export function wordCount(text: string): number {
  const plain = text.replace(/\]\([^)]*\)/g, ' ').replace(/[#*_`[\]]/g, ' ');
  return plain.split(/\s+/).filter((word) => /\p{L}|\p{N}/u.test(word)).length;
}
