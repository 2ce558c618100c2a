import { describe, expect, it } from 'vitest';
import { labelForms, LABEL_PX, MARK_PX, PAD_PX, textBesideMark, type Measure } from './labels';
import { edgeKey, type Part } from './parts';

const measure: Measure = (text, sizePx) => (text.length * sizePx) / 2;

const edge = (event: string, guard = ''): Part['edges'][number] => ({ from: 'a', event, guard, to: 'b' });
const bundle = (...edges: Part['edges']): Part => ({ kind: 'bundle', from: 'a', to: 'b', edges });

describe('labelForms', () => {
  const part = bundle(edge('ends', 'tooMany'), edge('ends', 'tooSlow'), edge('timer'));

  it('says the same in lines, stacked, and without guards', () => {
    const forms = labelForms(part, measure);
    expect(forms.map(({ rows, short }) => ({ texts: rows.map(({ text }) => text), short }))).toEqual([
      { texts: ['ends [tooMany]', 'ends [tooSlow]', 'timer'], short: false },
      { texts: ['ends', '[tooMany]', '[tooSlow]', 'timer'], short: false },
      { texts: ['ends […]', 'timer'], short: true },
    ]);
    for (const { rows } of forms) expect(rows.flatMap(({ keys }) => keys)).toEqual(part.edges.map(edgeKey));
  });

  it('is as wide as its widest row, with room for the mark of a guard', () => {
    const [lines, stacked, short] = labelForms(part, measure);
    const half = LABEL_PX / 2;
    expect(lines.w).toBe(14 * half + MARK_PX + 2 * PAD_PX);
    expect(stacked.w).toBe(9 * half + MARK_PX + 2 * PAD_PX);
    expect(short.w).toBe(8 * half + 2 * PAD_PX);
    expect(textBesideMark('ends […]')).toBe('ends');
    expect(textBesideMark('ends [tooMany]')).toBe('ends [tooMany]');
  });

  it('has one form where there is no guard to leave out', () => {
    expect(labelForms(bundle(edge('reset')), measure)).toHaveLength(1);
  });

  it('says where an arrow from anywhere comes from, and its event once', () => {
    const edges = ['a', 'c', 'd'].map((from) => ({ from, event: 'reset', guard: '', to: 'b' }));
    const [form] = labelForms({ kind: 'anywhere', from: '', to: 'b', edges }, measure);
    expect(form.rows.map(({ text, keys }) => [text, keys.length])).toEqual([
      ['from any mode', 0],
      ['reset', 3],
    ]);
  });
});
