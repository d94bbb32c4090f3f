import { describe, expect, it } from "vitest";

import { linksIn, wayOf } from "./links";

describe("links in a text", () => {
  it.each<[string, string[]]>([
    ["see https://example.org/a?b=c#d.", ["https://example.org/a?b=c#d"]],
    ["(https://en.wikipedia.org/wiki/Rust_(language))", ["https://en.wikipedia.org/wiki/Rust_(language)"]],
    ["[docs](https://example.org), <http://a.b>", ["https://example.org", "http://a.b"]],
    ["mail mailto:ada@example.org!", ["mailto:ada@example.org"]],
    ["  --> src/main.rs:12:3", ["src/main.rs:12:3"]],
    ["at ./lib/x.ts:4 and ../y", ["./lib/x.ts:4", "../y"]],
    ["/etc/hosts, /var/log.", ["/etc/hosts", "/var/log"]],
    ["main.rs:12: error", ["main.rs:12"]],
    ["file:///tmp/a%20b", ["file:///tmp/a%20b"]],
    ["and/or, 1/2, application/json, TCP/IP", []],
    ["javascript:alert(1) data:text/html,hi", []],
    ["https://example.org/a\u202egpj.exe", ["https://example.org/a"]],
    ["https://", []],
    ["https://example.org/src/a.rs:1", ["https://example.org/src/a.rs:1"]],
    ["v1.2.3 12:30:59 10.0.0.1:80", []],
  ])("%j has %j", (text, targets) => {
    const found = linksIn(text);
    expect(found.map(({ target }) => target)).toEqual(targets);
    for (const { start, end, target } of found) expect(text.slice(start, end)).toBe(target);
  });

  it("are found in a hostile text within a moment", () => {
    const began = performance.now();
    for (const part of ["a/", "https://", "(((", "../", "a.b:1", "://:"]) linksIn(part.repeat(5000));
    expect(performance.now() - began).toBeLessThan(1000);
  });
});

describe("following", () => {
  it.each<[string, object]>([
    ["https://example.org/a", { kind: "open", url: "https://example.org/a", host: "example.org" }],
    ["HTTP://Example.org:80", { kind: "open", url: "http://example.org/", host: "example.org" }],
    ["mailto:ada@example.org", { kind: "open", url: "mailto:ada@example.org", host: "" }],
    ["file:///tmp/a%20b", { kind: "reveal", path: "/tmp/a b" }],
    ["file://build-host/tmp/a", { kind: "reveal", path: "/tmp/a" }],
    ["file:////evil/share/a", { kind: "reveal", path: "/evil/share/a" }],
    ["file:///C:/a", { kind: "reveal", path: "C:/a" }],
    ["src/a.rs:12:3", { kind: "reveal", path: "/work/src/a.rs" }],
    ["main.rs:12", { kind: "reveal", path: "/work/main.rs" }],
    ["/etc/hosts", { kind: "reveal", path: "/etc/hosts" }],
    ["//evil/share", { kind: "reveal", path: "/evil/share" }],
  ])("%s", (target, way) => expect(wayOf(target, null, "/work/")).toEqual(way));

  it.each([
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vscode://file/etc/passwd",
    "ssh://host",
    "ms-settings:privacy",
    "file:///tmp/a%E2%80%AEgpj.exe",
    "file:///tmp/%zz",
    "/tmp/a\u202egpj.exe",
    "https://",
    "",
  ])("never opens %j", (target) => expect(wayOf(target, null, "/work")).toEqual({ kind: "refuse", target }));

  it.each<[string, string | null, string]>([
    ["https://accounts.google.com@evil.example/login", null, "evil.example"],
    ["https://user:secret@example.org", null, "example.org"],
    // The letter after the g is Cyrillic.
    ["https://g\u043eogle.com/", null, "xn--gogle-jye.com"],
    ["https://xn--ggle-0qaa.com/", null, "xn--ggle-0qaa.com"],
    ["https://evil.example/", "https://example.org/", "evil.example"],
    ["https://exam\u00adple.org", null, "example.org"],
    ["https://2130706433/", null, "127.0.0.1"],
    [`https://example.org/${"a".repeat(10_000)}`, null, "example.org"],
  ])("asks before it opens %.60s", (target, shown, host) => {
    expect(wayOf(target, shown, "/work")).toMatchObject({ kind: "ask", host });
  });

  it("opens without a question where the text names the same host", () => {
    expect(wayOf("https://example.org/a/b", "https://example.org/…", "/work").kind).toBe("open");
    expect(wayOf("https://example.org/a/b", "the pull request", "/work").kind).toBe("open");
  });

  it("shows and opens nothing but plain letters", () => {
    const way = wayOf("https://example.org/\u202e\u200b界", null, "/work");
    expect(way).toMatchObject({ url: "https://example.org/%E2%80%AE%E2%80%8B%E7%95%8C" });
  });
});
