// How large the window is drawn. The app keeps it for each window and draws it so; here it is only stepped through.

const STEPS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

export class Zoom {
  factor: number;

  /** `outside` and `inside`: the window's width in pixels of the screen and of the page, which tell how the app draws a
      window that it opened again. */
  constructor(outside: number, inside: number) {
    this.factor = outside > 0 && inside > 0 ? nearest(outside / inside) : 1;
  }

  /** One step larger or smaller, as far as it goes; 0: as usual. */
  step(by: 1 | 0 | -1): void {
    const at = STEPS.indexOf(nearest(this.factor)) + by;
    this.factor = by === 0 ? 1 : (STEPS[Math.min(STEPS.length - 1, Math.max(0, at))] ?? 1);
  }
}

function nearest(factor: number): (typeof STEPS)[number] {
  return STEPS.toSorted((a, b) => Math.abs(a - factor) - Math.abs(b - factor))[0] ?? 1;
}
