// The parts of the window that F6 goes around: whatever carries `data-region`, in the order of the page. Knows nothing of
// what is in them.

const REGION = "[data-region]";
const FOCUSABLE = "a[href], button, input, select, textarea, [tabindex]";
/** Marks the region that was gone to by key, so that it shows it until the pointer is used or the focus leaves. */
const REACHED = "data-reached";

/** Focuses the next region, or the one before; from the last it goes on at the first. */
export function goAround(by: 1 | -1): void {
  const all = [...document.querySelectorAll<HTMLElement>(REGION)].filter((region) => target(region));
  const at = all.findIndex((region) => region.contains(document.activeElement));
  const next = all[at < 0 && by < 0 ? all.length - 1 : (at + by + all.length) % Math.max(1, all.length)];
  if (next) reach(next);
}

/** Focuses a region by its name, if it is there. */
export function goTo(name: string): void {
  const region = document.querySelector<HTMLElement>(`[data-region="${name}"]`);
  if (region) reach(region);
}

function reach(region: HTMLElement): void {
  target(region)?.focus();
  region.setAttribute(REACHED, "");
  const done = new AbortController();
  const end = () => {
    region.removeAttribute(REACHED);
    done.abort();
  };
  region.addEventListener("focusout", end, { signal: done.signal });
  document.addEventListener("pointerdown", end, { signal: done.signal, capture: true });
}

/** What gets the focus in a region: what it marks with `data-entry`, else the first that Tab would reach. */
function target(region: HTMLElement): HTMLElement | undefined {
  const marked = region.querySelector<HTMLElement>("[data-entry]");
  if (marked && isReachable(marked)) return marked;
  return [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].find(isReachable);
}

function isReachable(element: HTMLElement): boolean {
  return element.tabIndex >= 0 && !element.matches(":disabled") && element.checkVisibility();
}
