// Tests in a real browser, one after the other: some measure, and a second page would take its half of the processor.
import { defineConfig } from "vitest/config";

export default defineConfig({
  cacheDir: "../node_modules/.vite",
  test: {
    environment: "node",
    root: import.meta.dirname,
    include: ["*.test.ts"],
    globalSetup: "house.ts",
    fileParallelism: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 5000, interval: 20 } },
  },
});
