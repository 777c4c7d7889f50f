// Photographs the screens over the fixture in Chromium: `npm run pictures -- FOLDER`. Vite serves them meanwhile.

import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";
import { createServer } from "vite";

const folder = process.argv[2] ?? "pictures";
mkdirSync(folder, { recursive: true });
const server = await createServer({ mode: "fixture", configFile: "vite.config.ts" });
await server.listen();
const address = server.resolvedUrls?.local[0] ?? "http://localhost:5173/";
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const places = [
  ["first-run", "first", ""], ["boards", "full", "/"], ["boards-empty", "empty", "/"], ["new-board", "full", "/new"],
  ["needs", "full", "/board/b0a2d/needs"], ["needs-empty", "empty", "/board/b0a2d/needs"], ["needs-many", "many", "/board/b0a2d/needs"],
  ["need", "full", "/board/b0a2d/needs/i2"], ["supplies", "full", "/board/b0a2d/supplies"], ["supplies-empty", "empty", "/board/b0a2d/supplies"],
  ["supply", "full", "/board/b0a2d/supplies/i5"], ["sites", "full", "/board/b0a2d/sites"], ["people", "full", "/board/b0a2d/people"],
  ["people-empty", "empty", "/board/b0a2d/people"], ["share", "full", "/board/b0a2d/share"], ["import", "full", "/board/b0a2d/import"],
  ["join", "joining", "/join"], ["settings", "full", "/settings"],
];
const steps = {
  share: (page) => page.getByRole("button", { name: "Make an invite" }).click(),
  import: (page) => page.getByRole("button", { name: "Choose a file" }).click(),
};
const only = process.argv.slice(3);
for (const theme of ["light", "dark"]) {
  for (const [width, height] of [[1280, 800], [390, 844]]) {
    const page = await browser.newPage({ viewport: { width, height } });
    page.on("pageerror", (error) => console.error(error.message));
    page.on("console", (line) => line.type() === "error" && console.error(line.text()));
    for (const [name, data, place] of places) {
      if (only.length > 0 && !only.includes(name)) continue;
      await page.goto(`${address}?data=${data}&theme=${theme}&shot=${name}#${place}`);
      await page.getByRole("heading", { level: 1 }).first().waitFor();
      await steps[name]?.(page);
      await page.waitForLoadState("networkidle");
      await page.screenshot({ path: `${folder}/${name}-${theme}-${width}.png` });
    }
    await page.close();
  }
}
await browser.close();
await server.close();
