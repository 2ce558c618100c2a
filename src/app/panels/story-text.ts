/** A story as its Markdown has it: title, introduction, sections, questions, and the links that are live. */

export interface StorySection {
  title: string;
  /** Markdown. */
  body: string;
  /** Of the section called "Questions": its third-level headings, and the Markdown below each. */
  questions: readonly { question: string; answer: string }[];
}

export interface StoryText {
  /** Empty when the Markdown has no first-level heading. */
  title: string;
  /** Markdown before the first section, with a place for the experiments. */
  intro: string;
  sections: readonly StorySection[];
}

/** Where a link of a story leads. */
export type StoryTarget =
  | { kind: 'node' | 'chart' | 'knob' | 'experiment'; id: string }
  | { kind: 'experiments' }
  | { kind: 'lab' | 'outside'; href: string };

const EXPERIMENTS = '#experiments';

/** What a link means; null for one that leads nowhere and is shown as plain words. */
export function storyTarget(href: string): StoryTarget | null {
  if (href === EXPERIMENTS) return { kind: 'experiments' };
  if (/^#\/[a-z0-9-]+$/.test(href)) return { kind: 'lab', href };
  if (/^https?:\/\//.test(href)) return { kind: 'outside', href };
  const [, kind, id] = /^#(node|chart|knob|experiment):([\w.-]+)$/.exec(href) ?? [];
  if (id === undefined) return null;
  return { kind: kind as 'node' | 'chart' | 'knob' | 'experiment', id };
}

/** All addresses that the Markdown links to. */
export function storyLinks(markdown: string): string[] {
  return [...markdown.matchAll(/\]\((?<href>[^)\s]+)\)/g)].map((match) => match.groups?.href ?? '');
}

/** Reads a story. */
export function parseStory(markdown: string): StoryText {
  const heading = /^\s*# (?<title>.+)/.exec(markdown);
  const [intro, ...sections] = splitAt(markdown.slice(heading?.[0].length ?? 0), '## ');
  const placed = storyLinks(markdown).includes(EXPERIMENTS);
  return {
    title: heading?.groups?.title?.trim() ?? '',
    intro: placed ? (intro?.body ?? '') : withExperiments(intro?.body ?? ''),
    sections: sections.map(readSection),
  };
}

function readSection({ title, body }: Part): StorySection {
  if (!/^(interview )?questions$/i.test(title)) return { title, body, questions: [] };
  const [before, ...questions] = splitAt(body, '### ');
  return {
    title,
    body: before?.body ?? '',
    questions: questions.map((part) => ({ question: part.title, answer: part.body })),
  };
}

interface Part {
  title: string;
  body: string;
}

/** What stands before the first heading of a level, untitled, and what stands below each. Code is left alone. */
function splitAt(markdown: string, marker: string): Part[] {
  const parts: Part[] = [{ title: '', body: '' }];
  let fenced = false;
  for (const line of markdown.split(/\r?\n/)) {
    if (/^\s{0,3}(```|~~~)/.test(line)) fenced = !fenced;
    const last = parts[parts.length - 1];
    if (!fenced && line.startsWith(marker)) parts.push({ title: line.slice(marker.length).trim(), body: '' });
    else if (last) last.body += `${line}\n`;
  }
  return parts.map(({ title, body }) => ({ title, body: body.trim() }));
}

/** The experiments stand after the first paragraph when the story has no place for them. */
function withExperiments(intro: string): string {
  const end = intro.indexOf('\n\n');
  const [first, others] = end < 0 ? [intro, ''] : [intro.slice(0, end), intro.slice(end)];
  return `${first}\n\n[experiments](${EXPERIMENTS})${others}`.trim();
}

/** Markdown, or a table, which Markdown itself does not know. */
export type StoryBlock = { text: string } | { head: readonly string[]; rows: readonly (readonly string[])[] };

/** Takes the tables out of Markdown: rows between bars, with a line of dashes below the first. */
export function storyBlocks(markdown: string): StoryBlock[] {
  const blocks: StoryBlock[] = [];
  let lines: string[] = [];
  const all = markdown.split('\n');
  const endText = (): void => {
    if (lines.some((line) => line.trim() !== '')) blocks.push({ text: lines.join('\n') });
    lines = [];
  };
  for (let i = 0; i < all.length; i++) {
    const line = all[i] ?? '';
    if (!line.startsWith('|') || !/^\|[\s:|-]+\|$/.test(all[i + 1] ?? '')) {
      lines.push(line);
      continue;
    }
    endText();
    const rows: string[][] = [];
    for (i += 2; all[i]?.startsWith('|'); i++) rows.push(cellsOf(all[i] ?? ''));
    i--;
    blocks.push({ head: cellsOf(line), rows });
  }
  endText();
  return blocks;
}

/** Markdown of one line that does not begin a list, a heading or a quotation. */
export function oneLine(text: string): string {
  return text.replace(/^[>#+*-](?=\s)/, '\\$&').replace(/^(\d+)([.)])(?=\s)/, '$1\\$2');
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim());
}

/** A heading without its marks, for the table of contents. */
export function plainWords(heading: string): string {
  return heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[*_`]/g, '');
}
