// What a terminal and its prompt do outside of themselves for a person: the clipboard, links, images that are kept. What
// went wrong is told; nothing is opened that a person was not shown.

import type { Backend } from "../backend/backend";
import { inWords } from "../fault";
import type { View } from "../state/view.svelte";
import { text } from "../text";
import { type Way, wayOf } from "./links";
import { quoted } from "./paste";

const KINDS = { "image/png": "png", "image/jpeg": "jpeg", "image/gif": "gif", "image/webp": "webp" } as const;

export class Outside {
  constructor(
    private readonly backend: Backend,
    private readonly view: View,
  ) {}

  /** Copies a text. `told`: what a person who did not ask for it is told. */
  async copy(copied: string, told?: string): Promise<void> {
    const done = await this.told(this.backend.writeClipboard(copied));
    if (done && told) this.view.tell(told);
  }

  /** The clipboard's text, empty where it holds none. */
  async clipboard(): Promise<string> {
    try {
      return (await this.backend.readClipboard()) ?? "";
    } catch (error) {
      this.view.tell(inWords(error), true);
      return "";
    }
  }

  /** Follows a link of a program in `directory`, or asks first. */
  async follow(target: string, shown: string | null, directory: string): Promise<void> {
    const way = wayOf(target, shown, directory);
    if (way.kind === "ask" || way.kind === "refuse") this.view.dialog = { kind: "link", way, shown };
    else await this.go(way);
  }

  /** Opens what a person was shown. */
  async go(way: Exclude<Way, { kind: "refuse" }>): Promise<void> {
    await this.told(way.kind === "reveal" ? this.backend.reveal(way.path) : this.backend.openLink(way.url));
  }

  /** Keeps an image in a file and answers its path; `null` where it is not kept, which is then told. */
  async keep(image: File): Promise<string | null> {
    const kind = KINDS[image.type as keyof typeof KINDS];
    if (!kind) {
      this.view.tell(text.images.unknown, true);
      return null;
    }
    try {
      return await this.backend.keepImage(new Uint8Array(await image.arrayBuffer()), kind);
    } catch (error) {
      this.view.tell(inWords(error), true);
      return null;
    }
  }

  /** Paths as words of a command line or a prompt. Names that no line can hold are left out, which is told. */
  wordsOf(paths: string[]): string {
    const words = paths.map((path) => quoted(path, navigator.platform.startsWith("Win")));
    const fit = words.filter((word) => word !== null);
    if (fit.length < words.length) this.view.tell(text.images.badName(words.length - fit.length), true);
    return fit.join(" ");
  }

  private async told(done: Promise<void>): Promise<boolean> {
    try {
      await done;
      return true;
    } catch (error) {
      this.view.tell(inWords(error), true);
      return false;
    }
  }
}
