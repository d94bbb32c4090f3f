// What an attached terminal sends: one tag byte, then the payload. Decoding only.

import type { End } from "../protocol/End";
import type { Size } from "../protocol/Size";

/** A snapshot begins: `before` bytes of older text come first, then `length` bytes of the screen itself. */
export interface SnapshotStart {
  offset: number;
  size: Size;
  before: number;
  length: number;
  /** Whether there are older lines, to be had with `history`. Absent from older hosts, which have none. */
  more?: boolean;
}

/** What a host says beside bytes. Events of a newer version have other names. */
export type HostEvent =
  | { event: "resized"; size: Size }
  | { event: "ended"; end: End }
  | { event: "notice"; message: string }
  | { event: "unknown" };

export type Frame =
  | { kind: "snapshot"; start: SnapshotStart }
  | { kind: "snapshot_bytes"; bytes: Uint8Array }
  | { kind: "output"; offset: number; bytes: Uint8Array }
  | { kind: "event"; event: HostEvent }
  | { kind: "closed"; clean: boolean }
  /** Of a newer version, or not to be read. */
  | { kind: "unknown" };

/** How a message may arrive: small ones sometimes as a list of numbers. */
export type RawMessage = ArrayBuffer | Uint8Array | number[];

/** A message's bytes, however it arrived. */
export function asBytes(message: RawMessage): Uint8Array {
  return message instanceof Uint8Array ? message : new Uint8Array(message);
}

/** The frame in a message. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const body = bytes.subarray(1);
  switch (bytes[0]) {
    case 1:
      return withJson<SnapshotStart>(body, (start) => ({ kind: "snapshot", start }));
    case 2:
      return { kind: "snapshot_bytes", bytes: body };
    case 3:
      return output(body);
    case 4:
      return withJson<HostEvent>(body, (event) => ({ kind: "event", event }));
    case 5:
      return withJson<{ clean: boolean }>(body, ({ clean }) => ({ kind: "closed", clean }));
    default:
      return { kind: "unknown" };
  }
}

function output(body: Uint8Array): Frame {
  if (body.byteLength < 8) return { kind: "unknown" };
  const offset = new DataView(body.buffer, body.byteOffset, 8).getBigUint64(0, true);
  return { kind: "output", offset: Number(offset), bytes: body.subarray(8) };
}

function withJson<T>(body: Uint8Array, frame: (value: T) => Frame): Frame {
  try {
    return frame(JSON.parse(new TextDecoder().decode(body)) as T);
  } catch {
    return { kind: "unknown" };
  }
}
