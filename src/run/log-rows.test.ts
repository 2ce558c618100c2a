import { describe, expect, it } from 'vitest';
import { chain, openSession } from './testing/sessions';
import { traceRows } from './rows';

describe('rows of the log', () => {
  const session = openSession(chain);
  session.act({ action: 'slow', target: 'back', args: [3] });
  session.act({ action: 'heal', target: '', args: [] });
  session.advance(1_000_000);
  const { recorder, model } = session;
  if (!recorder) throw new Error('The session has no recorder.');
  const all = traceRows(model, recorder, { before: null, limit: 1e6 });

  it('say what the message was that they are about, and of a reply how it ended', () => {
    for (const { kind, text, message } of all) {
      const about = kind === 'send' || kind === 'deliver' || kind === 'drop';
      expect(message !== null).toBe(about);
      if (about) expect(message?.role === 'reply').toBe(/ reply( |$)/.test(text));
    }
    const ends = new Set(all.flatMap(({ message }) => message?.status ?? []));
    expect(ends).toContain('completed');
  });

  it('give an input to the node that it was given', () => {
    const inputs = all.filter(({ kind }) => kind === 'input');
    expect(inputs.map(({ text, node }) => [text, node])).toEqual([
      ['you: heal everything', null],
      ['you: back slow ×3', 'back'],
    ]);
  });
});
