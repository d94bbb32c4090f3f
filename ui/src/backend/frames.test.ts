import { expect, it } from "vitest";

import { asBytes, decodeFrame } from "./frames";

const encoder = new TextEncoder();

function message(tag: number, ...body: (string | number[])[]): Uint8Array {
  return Uint8Array.from([
    tag,
    ...body.flatMap((part) => [...(typeof part === "string" ? encoder.encode(part) : part)]),
  ]);
}

it("reads the start of a snapshot", () => {
  const start = { offset: 9, size: { cols: 80, rows: 24 }, before: 3, length: 5 };
  expect(decodeFrame(message(1, JSON.stringify(start)))).toEqual({ kind: "snapshot", start });
});

it("reads bytes of a snapshot and of output as they are", () => {
  expect(decodeFrame(message(2, [27, 255]))).toEqual({ kind: "snapshot_bytes", bytes: Uint8Array.of(27, 255) });
  const output = decodeFrame(message(3, [1, 2, 0, 0, 0, 0, 0, 0], "hi"));
  expect(output).toEqual({ kind: "output", offset: 513, bytes: encoder.encode("hi") });
});

it("reads what hosts say", () => {
  const event = { event: "resized", size: { cols: 10, rows: 5 } };
  expect(decodeFrame(message(4, JSON.stringify(event)))).toEqual({ kind: "event", event });
  expect(decodeFrame(message(5, `{"clean":true}`))).toEqual({ kind: "closed", clean: true });
});

it.each([[message(9, "x")], [message(4, "{")], [message(3, [1, 2])], [new Uint8Array()]])(
  "takes %j for something newer, not for an error",
  (bytes) => expect(decodeFrame(bytes)).toEqual({ kind: "unknown" }),
);

it("takes messages in whatever form they arrive", () => {
  const bytes = Uint8Array.of(2, 65);
  for (const form of [bytes, bytes.buffer, [2, 65]]) expect(asBytes(form)).toEqual(bytes);
});
