import { expect, it } from "vitest";

import { Outbox } from "./outbox";

it("sends one message at a time and puts together what waits", async () => {
  const sent: string[] = [];
  const waiting: (() => void)[] = [];
  const outbox = new Outbox((bytes) => {
    sent.push(new TextDecoder().decode(bytes));
    return new Promise<void>((taken) => waiting.push(taken));
  });
  for (const key of ["a", "b", "c"]) outbox.push(new TextEncoder().encode(key));
  expect(sent).toEqual(["a"]);
  waiting[0]?.();
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  expect(sent).toEqual(["a", "bc"]);
});

it("goes on after a message that was refused", async () => {
  const sent: number[] = [];
  const outbox = new Outbox(async (bytes) => {
    sent.push(bytes.length);
    throw new Error("gone");
  });
  outbox.push(Uint8Array.of(1));
  await new Promise((resolve) => setTimeout(resolve));
  outbox.push(Uint8Array.of(1, 2));
  expect(sent).toEqual([1, 2]);
});
