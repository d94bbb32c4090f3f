// What a colour scheme of a terminal is, and a palette: schemes of one name for the dark and the light window. Colour values
// only, each "#rrggbb".

type Eight = readonly [
  black: string,
  red: string,
  green: string,
  yellow: string,
  blue: string,
  magenta: string,
  cyan: string,
  white: string,
];

export interface Scheme {
  foreground: string;
  background: string;
  cursor: string;
  /** Behind what is selected. */
  selection: string;
  normal: Eight;
  bright: Eight;
}

/** A palette that knows only one of the two is shown with it in both windows. */
export type Palette = { title: string } & ({ dark: Scheme; light?: Scheme } | { dark?: Scheme; light: Scheme });

/** Whether the window is dark or light. */
export type Theme = "dark" | "light";
