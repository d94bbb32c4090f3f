// @vitest-environment jsdom

import { afterEach, beforeEach, expect, it } from "vitest";

import { goAround, goTo } from "./regions";

beforeEach(() => {
  // The test's browser draws nothing.
  Element.prototype.checkVisibility = function () {
    return !this.closest("[hidden]");
  };
  document.body.innerHTML = `
    <aside data-region="sidebar"><button id="new"></button><button id="row" data-entry></button></aside>
    <header data-region="header"><button id="off" disabled></button><button id="status"></button></header>
    <section data-region="empty"><p>nothing to focus</p></section>
    <section data-region="hidden" hidden><button></button></section>
    <section data-region="terminal"><textarea id="terminal"></textarea></section>`;
});
afterEach(() => document.body.replaceChildren());

const focused = () => document.activeElement?.id;

it("goes around the parts that have something to focus, both ways", () => {
  const forth = ["row", "status", "terminal", "row"];
  for (const id of forth) {
    goAround(1);
    expect(focused()).toBe(id);
  }
  goAround(-1);
  expect(focused()).toBe("terminal");
  goAround(-1);
  expect(focused()).toBe("status");
});

it("goes on from the part where the focus is, wherever in it", () => {
  document.getElementById("new")?.focus();
  goAround(1);
  expect(focused()).toBe("status");
});

it("begins at the end when it goes back from nowhere", () => {
  goAround(-1);
  expect(focused()).toBe("terminal");
});

it("shows where it went until the focus leaves or the pointer is used", () => {
  const reached = () => [...document.querySelectorAll("[data-reached]")].map((one) => one.getAttribute("data-region"));
  goTo("terminal");
  expect(focused()).toBe("terminal");
  expect(reached()).toEqual(["terminal"]);
  goAround(1);
  expect(reached()).toEqual(["sidebar"]);
  document.body.dispatchEvent(new Event("pointerdown", { bubbles: true }));
  expect(reached()).toEqual([]);
  goTo("nowhere");
  expect(focused()).toBe("row");
});
