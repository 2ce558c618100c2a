/** Colours of the theme for what is drawn on the canvas layer, which cannot name tokens. */
export interface Palette {
  ground: string;
  raised: string;
  line: string;
  link: string;
  ink: string;
  ink2: string;
  ink3: string;
  acc: string;
  warn: string;
  bad: string;
  you: string;
  sans: string;
}

/** The colours in force. To be read anew when the theme changes. */
export function readPalette(): Palette {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ground: token('--ground'),
    raised: token('--raised'),
    line: token('--line2'),
    link: token('--link'),
    ink: token('--ink'),
    ink2: token('--ink2'),
    ink3: token('--ink3'),
    acc: token('--acc'),
    warn: token('--warn'),
    bad: token('--bad'),
    you: token('--you'),
    sans: token('--sans'),
  };
}
