// What is dragged within the window: a session, from its row or its pane, or a whole tab. The data's type tells which while
// it is under way; its value can be read only where it is dropped.

export const SESSION = "application/x-holdfast-session";
const TAB = "application/x-holdfast-tab";

export type Dragged = { kind: "session"; session: string } | { kind: "tab"; tab: number };

/** Begins to drag. */
export function drag(event: DragEvent, what: Dragged): void {
  if (!event.dataTransfer) return;
  event.dataTransfer.effectAllowed = "move";
  if (what.kind === "tab") event.dataTransfer.setData(TAB, String(what.tab));
  else event.dataTransfer.setData(SESSION, what.session);
}

/** Whether something is dragged that the window can take. Then it says so to the browser. */
export function accepts(event: DragEvent): boolean {
  const types = event.dataTransfer?.types ?? [];
  if (!event.dataTransfer || !(types.includes(SESSION) || types.includes(TAB))) return false;
  event.preventDefault();
  event.dataTransfer.dropEffect = "move";
  return true;
}

/** What was dropped. */
export function dropped(event: DragEvent): Dragged | null {
  const tab = event.dataTransfer?.getData(TAB);
  const session = event.dataTransfer?.getData(SESSION);
  if (!tab && !session) return null;
  event.preventDefault();
  return tab ? { kind: "tab", tab: Number(tab) } : { kind: "session", session: session ?? "" };
}
