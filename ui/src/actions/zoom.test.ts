import { expect, it } from "vitest";

import { Zoom } from "./zoom";

it("goes up and down in steps, no further than the app allows, and back to what is usual", () => {
  const zoom = new Zoom(1280, 1280);
  zoom.step(1);
  expect(zoom.factor).toBe(1.1);
  zoom.step(-1);
  zoom.step(-1);
  expect(zoom.factor).toBe(0.9);
  for (let i = 0; i < 20; i += 1) zoom.step(-1);
  expect(zoom.factor).toBe(0.5);
  for (let i = 0; i < 20; i += 1) zoom.step(1);
  expect(zoom.factor).toBe(3);
  zoom.step(0);
  expect(zoom.factor).toBe(1);
});

it("knows by the window's width how large it is drawn when it is opened again", () => {
  expect(new Zoom(1280, 1024).factor).toBe(1.25);
  expect(new Zoom(1284, 1280).factor).toBe(1);
  expect(new Zoom(0, 0).factor).toBe(1);
});
