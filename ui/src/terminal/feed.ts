// Feeds one xterm.js in order, and so much a frame that the window stays at hand: keys and clicks come between, however much
// a program prints. It never looks at the bytes, and leaves none out.

import { Frames } from "../state/frames";

/** How long of each frame may be spent on what programs print, in milliseconds. */
const BUDGET = 8;

/** A frame, in milliseconds. */
const FRAME = 1000 / 60;

/** How much is fed at once, in bytes: even code that runs for the first time is done with it in a few milliseconds. */
const PIECE = 16 * 1024;

/** So long after a key or a click, a flood leaves the window to the person, in milliseconds. */
const GRACE = 50;

type Step = Uint8Array | string | (() => void);

export class Feed {
  /** Whether it takes as long as it takes, because nothing is shown before. */
  hurried = false;
  private steps: Step[] = [];
  private feeding = false;
  /** When the frame began that is being spent, and how much of it was. */
  private began = 0;
  private spent = 0;
  /** When more came than a frame has room for, and when a person did something. */
  private flooded = -Infinity;
  private acted = -Infinity;
  private readonly next = new Frames<void>(() => this.start());

  /** `write` calls back once the data is on the screen; data of no length at its turn. */
  constructor(private readonly write: (data: Uint8Array | string, done: () => void) => void) {}

  /** Feeds this after all that came before. */
  add(data: Uint8Array | string): void {
    if (typeof data === "string") this.steps.push(data);
    else for (let at = 0; at < data.length; at += PIECE) this.steps.push(data.subarray(at, at + PIECE));
    this.start();
  }

  /** Calls `action` once all that came before is on the screen. */
  after(action: () => void): void {
    this.steps.push(action);
    this.start();
  }

  /** A person did something: what the window answers comes before a flood. */
  personActed(): void {
    this.acted = performance.now();
  }

  private start(): void {
    if (this.feeding || this.steps.length === 0) return;
    if (this.mayFeed(performance.now())) {
      this.feeding = true;
      this.write("", () => this.feed());
    } else this.next.add();
  }

  /** Called by the terminal, at the turn of the next step. */
  private feed(): void {
    for (;;) {
      const began = performance.now();
      if (!this.mayFeed(began)) break;
      const step = this.steps.shift();
      if (step === undefined) break;
      if (typeof step !== "function") {
        return this.write(step, () => {
          this.spent += performance.now() - began;
          this.feed();
        });
      }
      step();
      this.spent += performance.now() - began;
    }
    this.feeding = false;
    if (this.steps.length > 0) this.next.add();
  }

  private mayFeed(now: number): boolean {
    if (now - this.began >= FRAME) {
      this.began = now;
      this.spent = 0;
    }
    if (this.hurried) return true;
    if (this.spent >= BUDGET) this.flooded = now;
    const waitsForPerson = now - this.acted < GRACE && now - this.flooded < GRACE;
    return this.spent < BUDGET && !waitsForPerson;
  }
}
