// What in a terminal's text is a link, and what following one does. Pure. Whatever a link says came from a program: it is
// opened only where a person can tell from what they are shown where it leads.

/** A part of a text that leads somewhere, from `start` up to `end`, in UTF-16 units. */
export interface Found {
  start: number;
  end: number;
  target: string;
}

/** What following a link does. */
export type Way =
  /** Opens a page or a mail. `host`: whose page it is; empty for a mail. */
  | { kind: "open"; url: string; host: string }
  /** Shows a file in the file manager. */
  | { kind: "reveal"; path: string }
  /** A page that may not be what it looks like: a person decides. */
  | { kind: "ask"; url: string; host: string }
  /** Nothing that is ever opened from here. */
  | { kind: "refuse"; target: string };

/** A target that is longer cannot be judged at a glance. */
const GLANCE = 500;

const URLS = /(?:https?:\/\/|mailto:|file:\/\/)[^\s"'`<>{}|\\^\p{Cc}\p{Cf}]+/giu;
/** Paths with a folder, or with a line number: `src/a.rs`, `./a`, `/etc/hosts`, `main.rs:12:3`. */
const PATHS =
  /(?<![\w./~:@-])(?:(?:\.{1,2}|[\w.@+-]+)?(?:\/[\w.@+-]+)+|[\w@+-][\w.@+-]*\.[a-z]\w{0,7}(?=:\d))(?::\d+){0,2}/giu;

/** The links in a text. */
export function linksIn(text: string): Found[] {
  const urls = [...text.matchAll(URLS)].map((match) => foundAt(match, trimmed(match[0])));
  const taken = ({ start, end }: Found) => urls.some((url) => start < url.end && url.start < end);
  const paths = [...text.matchAll(PATHS)]
    .map((match) => foundAt(match, match[0].replace(/[.,]+$/u, "")))
    .filter((path) => looksLikePath(path.target) && !taken(path));
  return [...urls, ...paths].filter(({ start, end }) => end > start);
}

function foundAt({ index }: RegExpExecArray, target: string): Found {
  return { start: index, end: index + target.length, target };
}

/** "and/or" is no path: one ends in an extension, or begins where paths begin, or tells a line. */
function looksLikePath(path: string): boolean {
  return /^\.{0,2}\/[^/]/u.test(path) || /\.[a-z]\w{0,7}(?::\d+){0,2}$/iu.test(path) || /:\d+$/u.test(path);
}

/** An address without the punctuation of the sentence around it. A closing bracket stays where its opening one is inside. */
function trimmed(url: string): string {
  let end = url.length;
  while (end > 0) {
    const last = url[end - 1] ?? "";
    const opening = { ")": "(", "]": "[" }[last];
    const body = url.slice(0, end - 1);
    const isClosing = opening !== undefined && count(body, opening) <= count(body, last);
    if (!isClosing && !/[.,;:!?*]/u.test(last)) break;
    end--;
  }
  return url.slice(0, end);
}

function count(text: string, c: string): number {
  return text.split(c).length - 1;
}

/** What following `target` does. `shown`: the text that the link stands on, where a program chose both. `directory`: where
    paths begin. */
export function wayOf(target: string, shown: string | null, directory: string): Way {
  if (!hasScheme(target)) return pathOf(target, directory) ?? { kind: "refuse", target };
  const url = parsed(target);
  if (url === null) return { kind: "refuse", target };
  if (url.protocol === "file:") return fileOf(url) ?? { kind: "refuse", target };
  if (url.protocol === "mailto:") return { kind: "open", url: url.href, host: "" };
  if (url.protocol !== "http:" && url.protocol !== "https:") return { kind: "refuse", target };
  const { href, host } = url;
  return { kind: isPlain(url, target, shown) ? "open" : "ask", url: href, host };
}

/** Whether a page's address is what it looks like: nobody's name before its host, no letters of another script in it, no
    other page's address written on it, and short enough to read. */
function isPlain(url: URL, target: string, shown: string | null): boolean {
  const own = /^https?:\/\/([^/?#]*)/iu.exec(target)?.[1]?.toLowerCase() ?? "";
  const written = shown === null ? null : parsed(shown.trim());
  const isElsewhere = written !== null && written.host !== "" && written.host !== url.host;
  // A host that reads otherwise once it is resolved had letters that look like others.
  const isItself = own.replace(/:(?:80|443)$/u, "") === url.host;
  return isItself && !url.host.includes("xn--") && !isElsewhere && target.length <= GLANCE;
}

/** A letter and a colon are a drive; a name, a colon and a number are a file and a line. */
function hasScheme(target: string): boolean {
  return /^[a-z][a-z\d+.-]+:(?!\d)/iu.test(target);
}

function parsed(target: string): URL | null {
  try {
    return hasScheme(target) ? new URL(target) : null;
  } catch {
    return null;
  }
}

function fileOf(url: URL): Way | null {
  try {
    // Whichever host it names: the file is looked for on this machine, and never over the network.
    const path = decodeURIComponent(url.pathname)
      .replace(/^\/+/u, "/")
      .replace(/^\/(?=[a-z]:)/iu, "");
    return isClear(path) ? { kind: "reveal", path } : null;
  } catch {
    return null;
  }
}

function pathOf(target: string, directory: string): Way | null {
  const path = target.replace(/(?::\d+){1,2}$/u, "");
  if (path === "" || !isClear(path)) return null;
  const isAbsolute = path.startsWith("/") || /^[a-z]:[\\/]/iu.test(path);
  return { kind: "reveal", path: isAbsolute ? path.replace(/^\/+/u, "/") : `${directory.replace(/\/$/u, "")}/${path}` };
}

/** No control or invisible characters: what is shown is what is meant. */
function isClear(path: string): boolean {
  return !/[\p{Cc}\p{Cf}\u2028\u2029]/u.test(path);
}
