// Builds the pages that `cargo xtask bench --ui` shows in a bare window. They are no part of the app.
import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vite";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [svelte()],
  clearScreen: false,
  build: {
    target: "es2022",
    outDir: "../node_modules/.bench",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
    rollupOptions: { input: ["bare.html", "sidebar.html"].map((page) => `${import.meta.dirname}/${page}`) },
  },
});
