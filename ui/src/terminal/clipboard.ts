// The clipboard as programs may use it (OSC 52): they can fill it, up to a limit, and never read it. Pure.

/** The most that a program may put there, in bytes. */
export const MOST_BYTES = 100 * 1024;

/** The text that a program wants on the clipboard, or `null` where it asks to read, asks too much or is unreadable. */
export function clipboardWrite(data: string): string | null {
  const cut = data.indexOf(";");
  const payload = data.slice(cut + 1);
  if (cut < 0 || payload === "" || payload === "?") return null;
  if (payload.length > (MOST_BYTES / 3 + 1) * 4) return null;
  try {
    const bytes = Uint8Array.from(atob(payload), (c) => c.charCodeAt(0));
    return bytes.byteLength > MOST_BYTES ? null : new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
