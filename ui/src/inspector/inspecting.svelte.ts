// Whether the inspector is open, how wide it is and which tab it shows. Remembered for windows to come.

const KEPT = "inspector";

export const NARROWEST = 280;
export const WIDEST = 900;

export const tabs = ["overview", "timeline", "processes", "changes"] as const;
export type Tab = (typeof tabs)[number];

export class Inspecting {
  private shown = $state(false);
  private pixels = $state(Math.round(Math.min(440, Math.max(320, innerWidth * 0.17))));
  private chosen = $state<Tab>("overview");

  constructor() {
    const [open, width, tab] = localStorage.getItem(KEPT)?.split(" ") ?? [];
    this.shown = open === "open";
    if (Number(width)) this.pixels = fitted(Number(width));
    if (tabs.includes(tab as Tab)) this.chosen = tab as Tab;
  }

  get open(): boolean {
    return this.shown;
  }

  set open(open: boolean) {
    this.shown = open;
    this.keep();
  }

  get width(): number {
    return this.pixels;
  }

  set width(width: number) {
    this.pixels = fitted(width);
    this.keep();
  }

  get tab(): Tab {
    return this.chosen;
  }

  set tab(tab: Tab) {
    this.chosen = tab;
    this.keep();
  }

  private keep(): void {
    localStorage.setItem(KEPT, [this.shown ? "open" : "closed", this.pixels, this.chosen].join(" "));
  }
}

function fitted(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}
