// Builds the window's contents. `vite preview` serves them with the policy that the app sets, so that a breach shows.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

// WebAssembly is what images in terminals are decoded with; no other code is made at run time.
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
  "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export default defineConfig({
  plugins: [svelte()],
  clearScreen: false,
  server: { port: 5173, strictPort: true },
  preview: { port: 4173, strictPort: true, headers: { "Content-Security-Policy": policy } },
  build: {
    target: "es2022",
    // No data: URLs for fonts: the policy allows files of ours only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // xterm.js alone is above the default.
    chunkSizeWarningLimit: 800,
  },
  // Tests take Svelte's browser half, as the app does.
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  test: { environment: "node", include: ["src/**/*.test.ts"], testTimeout: 10_000 },
});
