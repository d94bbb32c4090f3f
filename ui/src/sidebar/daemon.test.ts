import { expect, it } from "vitest";

import { versionOf } from "./daemon";

it.each([
  ["0.1.0", "0.1.0", "same"],
  ["0.9.0", "0.10.0", "older"],
  ["1.0.0", "0.10.3", "newer"],
  ["0.1.2-dev", "0.1.2", "same"],
  ["unknown", "0.1.0", "same"],
  ["0.1.0", "", "same"],
])("a daemon of %s beside an app of %s is %s", (daemon, app, stands) => expect(versionOf(daemon, app)).toBe(stands));
