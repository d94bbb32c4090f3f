// How wide the sidebar has to be for what is said elsewhere, too, such as chords. Pure.

const ROOMY = 256;

/** Whether a sidebar of so many pixels leaves out what it can. */
export function isNarrow(width: number): boolean {
  return width < ROOMY;
}
