import babel from "@rolldown/plugin-babel";
import { lingui } from "@lingui/vite-plugin";
import tailwindcss from "@tailwindcss/vite";
import react, { reactCompilerPreset } from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

import { ownLocalesOnly } from "./build/locales.ts";
import { sizeGoals } from "./build/size.ts";

export default defineConfig(({ mode }) => ({
  plugins: [
    react(),
    babel({ plugins: ["@lingui/babel-plugin-lingui-macro"], presets: [reactCompilerPreset()] }),
    lingui(),
    tailwindcss(),
    ownLocalesOnly(),
    ...(mode === "production" ? [sizeGoals()] : []),
  ],
  // The fixture mode shows the screens in a browser without the shell; it is never built for the app.
  ...(mode === "fixture" ? { root: "tests/fixture" } : {}),
  build: {
    outDir: "dist",
    target: "safari16.4",
    emptyOutDir: true,
    // The content policy allows files of our own only, so nothing may be inlined as data:.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { port: 5173, strictPort: true },
  clearScreen: false,
  test: { environment: "jsdom", include: ["tests/**/*.test.{ts,tsx}"], setupFiles: ["tests/setup.ts"], testTimeout: 20_000 },
}));
