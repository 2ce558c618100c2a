/** Colours of the theme for the diagram. */
import { readPalette, type Palette } from '../../canvas/palette';

export interface Ink extends Palette {
  /** Lines across at round times. */
  hair: string;
  good: string;
  /** A faint ground for what was chosen by the user. */
  you2: string;
  mono: string;
}

/** The colours in force. To be read anew when the theme changes. */
export function readInk(): Ink {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ...readPalette(),
    hair: token('--line'),
    good: token('--ok'),
    you2: token('--youbg'),
    mono: token('--mono'),
  };
}
