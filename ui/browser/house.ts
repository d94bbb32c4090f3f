// What all browser tests share: one Chromium and one server of the window with its scripted double. Both are gone with
// the run. It needs `npm run build:fake` before, and never downloads a browser.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

import { type BrowserServer, chromium } from "playwright-core";
import { preview, type PreviewServer } from "vite";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the browser listens, and where the window is served. */
    browser: string;
    window: string;
  }
}

const UI = fileURLToPath(new URL("..", import.meta.url));

/** Where systems put Chromium. `HOLDFAST_CHROMIUM` names another. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium"];

/** The browser and the server, and where they are found. */
export interface House {
  browser: BrowserServer;
  window: string;
  close(): Promise<void>;
}

export async function open(): Promise<House> {
  const server = await serve();
  const browser = await chromium.launchServer({
    executablePath: program(),
    args: [
      // Who is root has no other choice; the pages are ours.
      ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      // Letters look the same everywhere.
      "--font-render-hinting=none",
    ],
  });
  const close = async () => {
    await browser.close();
    await server.close();
  };
  return { browser, window: server.resolvedUrls?.local[0] ?? "", close };
}

/** Called by vitest once, before all files; what it returns is called after them. */
export default async function house(project: TestProject): Promise<() => Promise<void>> {
  const { browser, window, close } = await open();
  project.provide("browser", browser.wsEndpoint());
  project.provide("window", window);
  return close;
}

function serve(): Promise<PreviewServer> {
  const outDir = "node_modules/.preview";
  if (!existsSync(`${UI}${outDir}/index.html`)) throw new Error(`ui/${outDir} is missing: run \`npm run build:fake\``);
  return preview({
    root: UI,
    build: { outDir },
    // Any free port: several trees may be tested at once.
    preview: { port: 0, strictPort: false },
    logLevel: "warn",
  });
}

function program(): string {
  const named = process.env.HOLDFAST_CHROMIUM;
  const found = named ?? PLACES.find((place) => existsSync(place));
  if (!found) throw new Error("no Chromium was found: install Debian's `chromium`, or name one in HOLDFAST_CHROMIUM");
  return found;
}
