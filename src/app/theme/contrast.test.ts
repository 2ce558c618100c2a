import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** WCAG 2.2, 1.4.3 and 1.4.11: words, and shapes that carry meaning. */
const WORDS = 4.5;
const SHAPES = 3;

type Colour = [red: number, green: number, blue: number, alpha: number];

/** The colours of a theme, by the name of their token. */
function colours(selector: string): Map<string, Colour> {
  const css = readFileSync(join(import.meta.dirname, 'tokens.css'), 'utf8');
  const from = css.indexOf(`${selector} {`);
  const block = from < 0 ? '' : css.slice(from, css.indexOf('}', from));
  const found = [...block.matchAll(/--([\w-]+):\s*#([0-9a-f]{6})([0-9a-f]{2})?;/g)];
  return new Map(
    found.map(([, name, rgb, alpha = 'ff']) => {
      const [red, green, blue] = [0, 2, 4].map((i) => parseInt(rgb.slice(i, i + 2), 16));
      return [name, [red, green, blue, parseInt(alpha, 16) / 255]];
    }),
  );
}

/** A colour that shines through, on an opaque ground. */
function over([red, green, blue, alpha]: Colour, ground: Colour): Colour {
  const mix = (a: number, b: number): number => a * alpha + b * (1 - alpha);
  return [mix(red, ground[0]), mix(green, ground[1]), mix(blue, ground[2]), 1];
}

function luminance([red, green, blue]: Colour): number {
  const linear = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
}

function contrast(a: Colour, b: Colour): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

const PLAIN = ['ground', 'panel', 'raised', 'hover'];
const INKS = ['ink', 'ink2', 'ink3', 'acc', 'ok', 'warn', 'bad', 'you'];
const LINES = ['r1', 'r2', 'r3', 'r4', 'r5', 'r6', 'r7', 'r8'];

/** What is written or drawn, on which grounds; a ground may shine through to another below it. */
const PAIRS: readonly { what: readonly string[]; on: readonly string[]; least: number }[] = [
  { what: INKS, on: PLAIN, least: WORDS },
  { what: ['ink', 'ink2'], on: ['acc2'], least: WORDS },
  { what: ['on-acc'], on: ['acc'], least: WORDS },
  { what: ['ink', 'ink2'], on: ['youbg panel', 'youbg raised', 'youbg ground'], least: WORDS },
  { what: ['ink', 'ink2'], on: ['warn2 ground'], least: WORDS },
  { what: ['bad'], on: ['bad2 panel'], least: WORDS },
  { what: LINES, on: ['ground', 'panel', 'raised'], least: SHAPES },
  { what: ['link'], on: ['ground', 'panel', 'raised'], least: SHAPES },
  { what: ['acc', 'ok', 'warn', 'bad', 'you'], on: ['acc2', 'youbg panel'], least: SHAPES },
];

it('is computed as WCAG has it', () => {
  const [black, white, grey]: Colour[] = [
    [0, 0, 0, 1],
    [255, 255, 255, 1],
    [0x76, 0x76, 0x76, 1],
  ];
  expect(contrast(black, white)).toBeCloseTo(21, 10);
  // The lightest grey that may be written on white.
  expect(contrast(grey, white)).toBeCloseTo(4.54, 2);
  expect(over([255, 255, 255, 0.5], black)).toEqual([127.5, 127.5, 127.5, 1]);
});

describe.each([
  ['dark', ':root'],
  ['light', ":root[data-theme='light']"],
])('the %s theme', (_name, selector) => {
  const theme = colours(selector);
  const colour = (name: string): Colour => {
    const found = theme.get(name);
    if (!found) throw new Error(`The theme has no colour --${name}.`);
    return found;
  };
  const ground = (names: string): Colour => {
    const [upper, ...below] = names.split(' ').map(colour);
    return below.reduce((seen, lower) => over(seen, lower), upper);
  };

  it('has a colour for each token of the other', () => {
    expect([...theme.keys()]).toEqual([...colours(':root').keys()]);
    expect(theme.size).toBeGreaterThan(25);
  });

  it.each(PAIRS)('can be read: $what on $on, at least $least', ({ what, on, least }) => {
    const weak = what.flatMap((name) =>
      on
        .map((names): [string, number] => [names, contrast(colour(name), ground(names))])
        .filter(([, ratio]) => ratio < least)
        .map(([names, ratio]) => `${name} on ${names}: ${ratio.toFixed(2)}`),
    );
    expect(weak).toEqual([]);
  });
});
