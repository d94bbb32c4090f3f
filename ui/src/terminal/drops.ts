// Files that are dragged over the window and dropped: they go to what is under the pointer and takes files, and to nothing
// else. The app tells where the pointer is; web views keep the paths of files to themselves.

/** What takes files. */
export interface Target {
  take(paths: string[]): void;
  /** Files are over it, or no longer: it shows that it would take them. */
  over(yes: boolean): void;
}

const targets = new Map<Element, Target>();
let marked: Target | undefined;

/** Makes an element take files; for `{@attach …}`. */
export function takesFiles(target: Target): (element: Element) => () => void {
  return (element) => {
    targets.set(element, target);
    return () => {
      targets.delete(element);
      if (marked === target) marked = undefined;
    };
  };
}

/** Files are dragged over the window, at this place of the page, or have left it. */
export function dragged({ over, x, y }: { over: boolean; x: number; y: number }): void {
  mark(over ? at(x, y) : undefined);
}

/** Files were dropped. */
export function dropped({ paths, x, y }: { paths: string[]; x: number; y: number }): void {
  mark(undefined);
  at(x, y)?.take(paths);
}

function mark(target: Target | undefined): void {
  if (target === marked) return;
  marked?.over(false);
  target?.over(true);
  marked = target;
}

function at(x: number, y: number): Target | undefined {
  for (let element = document.elementFromPoint(x, y); element; element = element.parentElement) {
    const target = targets.get(element);
    if (target) return target;
  }
  return undefined;
}
