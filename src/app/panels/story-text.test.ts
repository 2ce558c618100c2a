import { describe, expect, it } from 'vitest';
import { pictureOf } from './glyph-words';
import { oneLine, parseStory, plainWords, storyBlocks, storyLinks, storyTarget } from './story-text';

describe('targets of links', () => {
  it.each([
    ['#node:s3', { kind: 'node', id: 's3' }],
    ['#chart:response-time', { kind: 'chart', id: 'response-time' }],
    ['#knob:lb.strategy', { kind: 'knob', id: 'lb.strategy' }],
    ['#experiment:kill-a-server', { kind: 'experiment', id: 'kill-a-server' }],
    ['#experiments', { kind: 'experiments' }],
    ['#/raft', { kind: 'lab', href: '#/raft' }],
    ['https://example.org/a?b#c', { kind: 'outside', href: 'https://example.org/a?b#c' }],
  ])('%s', (href, target) => {
    expect(storyTarget(href)).toEqual(target);
  });

  it.each([
    '',
    '#',
    '#node:',
    '#node:a b',
    '#bad:s1',
    'javascript:alert(1)',
    'data:text/html,x',
    '//x.org',
    'other.md',
  ])('%s leads nowhere', (href) => {
    expect(storyTarget(href)).toBeNull();
  });

  it('are found in Markdown', () => {
    expect(storyLinks('See [a](#node:a), *[b](#chart:b)* and [c][d].')).toEqual(['#node:a', '#chart:b']);
  });
});

describe('parts of a story', () => {
  it('are title, introduction and sections', () => {
    const story = parseStory(
      '# The title\n\nFirst.\n\nSecond.\n\n## One\n\nA.\n\n### Inner\n\nB.\n\n## Two\nC.',
    );
    expect(story.title).toBe('The title');
    expect(story.sections.map(({ title }) => title)).toEqual(['One', 'Two']);
    expect(story.sections[0]?.body).toBe('A.\n\n### Inner\n\nB.');
    expect(story.sections[1]).toEqual({ title: 'Two', body: 'C.', questions: [] });
  });

  it('get the experiments after the first paragraph', () => {
    expect(parseStory('# T\n\nFirst.\n\nSecond.\n\n## One').intro).toBe(
      'First.\n\n[experiments](#experiments)\n\nSecond.',
    );
    expect(parseStory('## One\n\nA.').intro).toBe('[experiments](#experiments)');
  });

  it('keep the place that the story gives the experiments', () => {
    const story = parseStory('First.\n\n## Try it\n\nAll [experiments](#experiments).');
    expect(story.intro).toBe('First.');
    expect(story.sections[0]?.body).toBe('All [experiments](#experiments).');
  });

  it('are not what code looks like', () => {
    const story = parseStory('First.\n\n## One\n\n```sh\n## no heading\n```\n\n## Two');
    expect(story.sections.map(({ title }) => title)).toEqual(['One', 'Two']);
    expect(story.sections[0]?.body).toContain('## no heading');
  });

  it('are questions and answers below a heading of that name', () => {
    const [section] = parseStory(
      '## Questions\n\nThink first.\n\n### Why?\n\nBecause.\n\n- a\n\n### How?\nSo.',
    ).sections;
    expect(section.body).toBe('Think first.');
    expect(section.questions).toEqual([
      { question: 'Why?', answer: 'Because.\n\n- a' },
      { question: 'How?', answer: 'So.' },
    ]);
    expect(parseStory('## Open questions\n\n### Why?').sections[0]?.questions).toEqual([]);
  });

  it('may end their lines as Windows does', () => {
    expect(parseStory('# T\r\n\r\nFirst.\r\n\r\n## One\r\nA.').sections[0]).toMatchObject({
      title: 'One',
      body: 'A.',
    });
  });
});

describe('blocks of Markdown', () => {
  it('are text and tables', () => {
    expect(storyBlocks('Before.\n\n| | a |\n|---|:--|\n| **x** | > 50 % |\n| y | |\n\nAfter.')).toEqual([
      { text: 'Before.\n' },
      {
        head: ['', 'a'],
        rows: [
          ['**x**', '> 50 %'],
          ['y', ''],
        ],
      },
      { text: '\nAfter.' },
    ]);
  });

  it('are text when a bar is only a bar', () => {
    expect(storyBlocks('| a |\nb')).toEqual([{ text: '| a |\nb' }]);
    expect(storyBlocks('\n')).toEqual([]);
  });
});

it('one line begins no list and no quotation', () => {
  expect(oneLine('> 50 % failed')).toBe('\\> 50 % failed');
  expect(oneLine('3. of May')).toBe('3\\. of May');
  expect(oneLine('**bold** - and more')).toBe('**bold** - and more');
});

it('headings are listed without their marks', () => {
  expect(plainWords('What `p99` *means* for [s1](#node:s1)')).toBe('What p99 means for s1');
});

it('words have pictures in singular and plural', () => {
  expect(pictureOf('request')).toEqual({ mark: 'request' });
  expect(pictureOf('Replies')).toEqual({ mark: 'reply' });
  expect(pictureOf('clients')).toEqual({ glyph: 'clients' });
  expect(pictureOf('caches')).toEqual({ glyph: 'cache' });
  expect(pictureOf('constructor')).toBeNull();
  expect(pictureOf('Release It!')).toBeNull();
});
