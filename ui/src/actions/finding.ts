// Actions on what terminals show.

import type { Action } from "./action";

export const finding = {
  find: {
    group: "find",
    chord: "Cmd+F",
    when: ({ terminal }) => Boolean(terminal),
    run: ({ terminal }) => terminal?.find(),
  },
  find_everywhere: { group: "find", chord: "Cmd+Shift+F", run: ({ view }) => (view.dialog = { kind: "find" }) },
  copy: {
    group: "find",
    chord: "Cmd+C",
    when: ({ terminal }) => Boolean(terminal),
    run: ({ terminal }) => terminal?.copySelection(),
  },
  paste: { group: "find", chord: "Cmd+V", byBrowser: true, run: () => undefined },
} satisfies Record<string, Action>;
