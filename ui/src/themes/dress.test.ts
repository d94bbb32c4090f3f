// @vitest-environment jsdom

import { beforeEach, expect, it } from "vitest";

import { dress, dressAsBefore } from "./dress";

const root = document.documentElement;
beforeEach(() => {
  localStorage.clear();
  root.removeAttribute("style");
  for (const name of Object.keys(root.dataset)) delete root.dataset[name];
});

it("leaves to the system what the user leaves to it", () => {
  dress({ theme: "light", motion: "reduced", ground: "#ffffff" });
  expect({ ...root.dataset }).toEqual({ theme: "light", motion: "reduced" });
  dress({ theme: "system", motion: "system", ground: "#000000" });
  expect({ ...root.dataset }).toEqual({});
  expect(root.style.getPropertyValue("--term")).toBe("#000000");
});

it("wears what the window before wore until more is known, and nothing where that is damaged", () => {
  dressAsBefore();
  expect({ ...root.dataset }).toEqual({});
  dress({ theme: "dark", motion: "system", ground: "#000000" });
  delete root.dataset.theme;
  dressAsBefore();
  expect(root.dataset.theme).toBe("dark");
  localStorage.setItem("dress", "{");
  dressAsBefore();
  expect(localStorage.getItem("dress")).toBeNull();
});
