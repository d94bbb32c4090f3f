// One search through all sessions, as the window follows it: what was typed, what has been found so far, how it went.

import { asWireError, type Backend } from "../backend/backend";
import type { Hit } from "../protocol/Hit";
import type { SearchDone } from "../protocol/SearchDone";
import type { WireError } from "../protocol/WireError";

/** More lines than this help nobody; whoever sees so many types more. */
export const MOST = 500;
/** How long nothing must be typed before it is searched for, in milliseconds. */
const PAUSE = 150;

/** The hits of one session that came after each other. */
export interface Found {
  session: string;
  name: string;
  hits: Hit[];
}

export class Finding {
  text = $state("");
  regex = $state(false);
  capitals = $state(false);
  hits = $state.raw<Hit[]>([]);
  done = $state.raw<SearchDone | null>(null);
  error = $state.raw<WireError | null>(null);
  busy = $state(false);

  readonly groups = $derived(grouped(this.hits));

  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Which search counts; what an older one still finds does not. */
  private latest = 0;

  constructor(private readonly backend: Backend) {}

  /** Something was typed or chosen: searches once that pauses. */
  changed(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.run(), PAUSE);
  }

  /** Ends what is under way. To be called when nobody looks any more. */
  stop(): void {
    clearTimeout(this.timer);
    this.latest += 1;
    if (this.busy) this.backend.stopSearch().catch(() => undefined);
    this.busy = false;
  }

  async run(): Promise<void> {
    this.stop();
    const search = this.latest;
    this.hits = [];
    this.done = this.error = null;
    if (this.text === "") return;
    this.busy = true;
    const wish = {
      text: this.text,
      regex: this.regex,
      case: this.capitals ? ("sensitive" as const) : ("smart" as const),
      sessions: [],
      all: false,
      limit: MOST,
    };
    try {
      const done = await this.backend.search(wish, (hits) => {
        if (search === this.latest) this.hits = [...this.hits, ...hits];
      });
      if (search === this.latest) this.done = done;
    } catch (thrown) {
      if (search === this.latest) this.error = asWireError(thrown);
    }
    if (search === this.latest) this.busy = false;
  }
}

/** Hits come in the order of sessions, the newest first. */
function grouped(hits: readonly Hit[]): Found[] {
  const groups: Found[] = [];
  for (const hit of hits) {
    const known = groups.find(({ session }) => session === hit.session);
    if (known) known.hits.push(hit);
    else groups.push({ session: hit.session, name: hit.name, hits: [hit] });
  }
  return groups;
}
