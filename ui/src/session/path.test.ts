import { expect, it } from "vitest";

import { shortPath, split } from "./path";

const root = "/home/ada/.local/share/holdfast";

it.each([
  ["/home/ada/src/web", root, "~/src/web"],
  ["/home/ada", root, "~"],
  ["/home/adam/src", root, "/home/adam/src"],
  ["/srv/web", root, "/srv/web"],
  ["/home/ada/src", "/tmp/holdfast", "/home/ada/src"],
  ["/home/ada/src", undefined, "/home/ada/src"],
  ["/Users/ada/src", "/Users/ada/Library/holdfast", "~/src"],
  ["/root/src", "/root/.local/share/holdfast", "~/src"],
  ["C:\\Users\\ada\\src", "C:\\Users\\ada\\AppData\\Local\\holdfast", "~\\src"],
])("%s under %s is written %s", (path, under, written) => expect(shortPath(path, under)).toBe(written));

it.each([
  ["src/web/main.rs", ["src/web/", "main.rs"]],
  ["main.rs", ["", "main.rs"]],
  ["src\\main.rs", ["src\\", "main.rs"]],
])("%s is a directory and a name", (path, parts) => expect(split(path)).toEqual(parts));
