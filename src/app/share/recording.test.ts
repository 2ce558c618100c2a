import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { lab } from '../../labs/load-balancing/lab';
import { moments, smallMoment } from '../../scenario/testing/moments';
import { isRecording, readRecording, recordingText } from './recording';

function contentOf(text: string): Readonly<Record<string, unknown>> {
  const content: unknown = JSON.parse(text);
  if (!isRecording(content)) throw new Error('It is no recording.');
  return content;
}

describe('a recording file', () => {
  it('comes back as the moment it was made of, with a scenario of its own too', () => {
    fc.assert(
      fc.property(moments, fc.boolean(), (moment, own) => {
        const made = { ...moment, scenario: own ? lab.scenario : null };
        expect(readRecording(contentOf(recordingText(made)))).toEqual({ ok: true, value: made });
      }),
    );
  });

  it('is told from a scenario', () => {
    expect(isRecording(lab.scenario)).toBe(false);
    expect(isRecording(null)).toBe(false);
    expect(isRecording([])).toBe(false);
  });

  it('with a field nobody knows, or of another kind, is refused in a sentence', () => {
    const content = contentOf(recordingText(smallMoment));
    expect(readRecording({ ...content, evil: 1 })).toEqual({
      ok: false,
      problem: 'evil of the moment is not a known field.',
    });
    const other = readRecording({ ...content, faultline: 'poem' });
    expect(!other.ok && other.problem).toBe(
      'Its field faultline says neither that it is a recording nor anything else known.',
    );
  });
});
