// Photographs the screens over the fixture in Chromium, under the content policy of the app, and lets axe look at
// each of them: `npm run pictures -- FOLDER [NAME…]`. LOOKS=light:1280,dark:390,contrast:1280,light:390:200 chooses
// theme, width and text size; WORDS=long makes every text 40 % longer, WORDS=mirrored reads from right to left. Ends
// with 1 where something is wrong.

import { createServer } from "node:http";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";

// A width may have a height: LOOKS=dark:900x600.
const [folder = "pictures", ...only] = process.argv.slice(2);
const looks = (process.env.LOOKS ?? "light:1280,light:390,dark:1280,dark:390").split(",").map((look) => look.split(":"));
const words = process.env.WORDS ?? "";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const { csp } = JSON.parse(readFileSync("../tauri.conf.json", "utf8")).app.security;
const policy = Object.entries(csp).map(([name, allowed]) => `${name} ${allowed}`).join("; ");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2" };

const press = (name) => (page) => page.getByRole("button", { name }).first().click();
/** A form with three mistakes. */
async function addWrong(page) {
  await press("Add need")(page);
  await page.getByRole("textbox", { name: /Needed by/ }).fill("12/");
  await page.getByRole("textbox", { name: /Unit/ }).fill("x".repeat(70));
  await press("Add the need")(page);
}

async function calendar(page) {
  await press("Add offer")(page);
  await press(/^Choose from the calendar/)(page);
  await page.getByRole("grid").waitFor();
}

/** More than is left, while a message stands below. */
async function claimTooMany(page) {
  await press("Mark delivered")(page);
  await page.getByTestId("item-page").getByRole("button", { name: "Claim", exact: true }).click();
  await page.getByRole("textbox", { name: /How many/ }).last().fill("50");
  await page.keyboard.press("Enter");
}

async function anotherRole(page) {
  await press(/Role of Carol/)(page);
  await page.getByRole("option", { name: "Coordinator" }).click();
}

async function hide(page) {
  await press(/^Actions for/)(page);
  await page.getByRole("menuitem", { name: "Hide for everybody…" }).click();
}

/** The keyring's own window was closed. */
async function keyringClosed(page) {
  await page.getByLabel("Your name").fill("Alice");
  await press("Continue")(page);
  await press("Use the keyring")(page);
  await page.getByRole("alert").waitFor();
}

/** The way around, where it is a menu. */
async function smallMenu(page) {
  const menu = page.getByRole("button", { name: "Menu", exact: true });
  if (await menu.isVisible()) await menu.click();
}

async function locks(page) {
  await page.getByLabel("Your name").fill("Alice");
  await press("Continue")(page);
}

async function notLocked(page) {
  await page.getByRole("radio", { name: "Not locked" }).press("Space");
}

async function wrongPassphrase(page) {
  await page.getByLabel("Passphrase", { exact: true }).fill("boats");
  await press("Open")(page);
  await page.getByText(/This is not the passphrase/).waitFor();
}

const TWELVE = "abandon ability able about above absent absorb abstract absurd abuse access accident";

async function comeBack(page) {
  await press("I already use Manyhands")(page);
  await press("Choose the backup file")(page);
  await page.getByLabel("Your twelve words").fill("abandon ability able");
  await press("Bring me back")(page);
}

async function back(page) {
  await page.goto(page.url().replace("door-keep", "door-first"));
  await comeBack(page);
  await page.getByLabel("Your twelve words").fill(TWELVE);
  await press("Bring me back")(page);
  await page.getByRole("radio", { name: "Not locked" }).press("Space");
  await press("Go on without a lock")(page);
}

async function checkWords(page) {
  await press("Show the twelve words")(page);
  await press("I have written them down")(page);
  await press("Check")(page);
}

async function addDevice(page) {
  await press("Add a device")(page);
  await page.getByLabel("Code of the new device").fill("mhd1abc");
  await page.getByText("The same: add it").scrollIntoViewIfNeeded();
}

async function answerDevice(page) {
  await addDevice(page);
  await press("The same: add it")(page);
}

async function handOver(page) {
  await press("Choose the stewards…")(page);
  await page.getByRole("checkbox", { name: /^Alice/ }).press("Space");
  await page.getByRole("checkbox", { name: /^Bob/ }).press("Space");
}

async function boardKey(page) {
  await page.getByLabel("Name of the board").fill("Mill Road kitchen");
  await page.getByRole("switch", { name: "With a recovery key" }).press("Space");
  await press("Make the board")(page);
}

const toCase = (page) => page.getByTestId("case").scrollIntoViewIfNeeded();

async function openCase(page) {
  await page.getByTestId("case").getByRole("button", { name: "Open" }).click();
  await page.getByTestId("case-record").scrollIntoViewIfNeeded();
}

async function eraseCase(page) {
  await openCase(page);
  await press("Erase it now…")(page);
}

const to = (id) => (page) => page.getByTestId(id).scrollIntoViewIfNeeded();
/** To the middle, with what stands around it. */
const around = (id) => (page) => page.getByTestId(id).first().evaluate((part) => part.scrollIntoView({ block: "center", behavior: "instant" }));

async function relayWrong(page) {
  await page.getByLabel("Add the relay of your community").fill("relay.example.org");
  await press("Add relay")(page);
}

async function withAddresses(page) {
  await press("Look again and show addresses")(page);
  await page.getByRole("heading", { name: "Addresses" }).waitFor();
}

async function byFile(page, button) {
  await press(button)(page);
  const said = page.getByText(/^Saved: 12|^Written by|is damaged/).first();
  await said.waitFor();
  await said.scrollIntoViewIfNeeded();
}

async function holders(page) {
  await page.locator("summary", { hasText: "devices" }).click();
  await page.getByTestId("item-holders").scrollIntoViewIfNeeded();
}

const B = "/board/b0a2d";
const PLACES = [
  ["first-run", "first", ""], ["door-first", "door-first", ""], ["door-lock", "door-first", "", locks], ["door-closed", "door-first", "", keyringClosed], ["door-keep", "door-keep", ""], ["door-plain", "door-keep", "", notLocked],
  ["door-older", "door-older", ""], ["door-locked", "door-locked", ""], ["door-wrong", "door-locked", "", wrongPassphrase],
  ["door-forgotten", "door-locked", "", press("I have forgotten it")], ["door-keyring", "door-keyring", ""], ["door-damaged", "door-damaged", ""],
  ["lock", "empty", "/settings", press("Lock your boards…")], ["safety", "full", "/settings", (page) => page.getByTestId("backup").scrollIntoViewIfNeeded()],
  ["recovery", "full", "/settings/recovery", press("Show the twelve words")], ["recovery-check", "full", "/settings/recovery", checkWords],
  ["recovery-paper", "many", "/settings/recovery"], ["paper", "full", "/settings/recovery", press("Take the words off this computer…")],
  ["disputed", "disputed", `${B}/needs`], ["rivals", "rivals", `${B}/people`], ["disputed-read", "disputed", `${B}/board`], ["boards-disputed", "disputed", "/"], ["kept", "disputed", `${B}/needs/i2`],
  ["boards-due", "full", "/"], ["moved", "moved", `${B}/needs`],
  ["devices", "full", "/settings/devices"], ["devices-one", "empty", "/settings/devices"], ["device-lost", "full", "/settings/devices", press(/^Lost, or not used/)],
  ["device-add", "full", "/settings/devices", addDevice], ["device-answer", "full", "/settings/devices", answerDevice],
  ["device-new", "first", "/device"], ["device-found", "first", "/device", (page) => press("Open a file")(page)],
  ["stewards", "full", `${B}/board`, press("Choose the stewards…")], ["handover", "full", `${B}/board`, handOver], ["proposal", "many", `${B}/board`, (page) => page.getByTestId("proposal").scrollIntoViewIfNeeded()],
  ["recover", "many", `${B}/board`, press("Use the recovery key…")], ["board-key", "full", "/new", boardKey], ["held", "full", `${B}/needs`, press(/wait to be let in/)],
  ["held-page", "full", `${B}/needs/i10`], ["appeal", "full", `${B}/needs/i12`], ["keep-hidden", "full", `${B}/needs/i12`, press("Keep it hidden…")],
  ["ask-again", "full", `${B}/needs/i13`, press("Ask to look again…")], ["case", "full", `${B}/needs/i1`, openCase], ["case-shut", "full", `${B}/needs/i4`, toCase],
  ["case-seal", "full", `${B}/needs/i2`, press("Seal name and address…")], ["case-erase", "full", `${B}/needs/i1`, eraseCase],
  ["inbox", "full", `${B}/inbox`], ["inbox-empty", "empty", `${B}/inbox`], ["report", "full", "/report", press("Send the report")],
  ["carried", "full", "/settings/carrying"], ["carried-none", "empty", "/settings/carrying"], ["stop-carrying", "full", "/settings/carrying", press(/^Stop carrying/)],
  ["share-helper", "full", `${B}/share`, (page) => page.getByRole("radio", { name: "A computer as a helper" }).press("Space")],
  ["come-back", "door-first", "", comeBack], ["back", "door-keep", "", back], ["boards", "full", "/"], ["boards-empty", "empty", "/"], ["new-board", "full", "/new"],
  ["needs", "full", `${B}/needs`], ["needs-empty", "empty", `${B}/needs`], ["needs-many", "many", `${B}/needs`],
  ["columns", "full", `${B}/needs`, press("Columns")], ["switcher", "full", `${B}/needs`, press(/change the board/)],
  ["keys", "full", "/settings", press("Show all keys")], ["add", "full", `${B}/needs`, press("Add need")],
  ["menu", "full", `${B}/needs`, press(/^Actions for/)], ["need", "full", `${B}/needs/i2`],
  ["supplies", "full", `${B}/supplies`], ["supplies-empty", "empty", `${B}/supplies`], ["supply", "full", `${B}/supplies/i5`],
  ["stock", "full", `${B}/supplies`, press(/^Give out/)], ["sites", "full", `${B}/sites`], ["site", "full", `${B}/sites/i6`],
  ["people", "full", `${B}/people`], ["people-empty", "empty", `${B}/people`], ["share", "full", `${B}/share`, press("Make an invite ticket")],
  ["import", "full", `${B}/import`, press("Choose a file")], ["import-sites", "many", `${B}/import`, press("Choose a file")], ["join", "joining", "/join"],
  ["join-found", "full", "/join", (page) => page.getByRole("textbox").first().fill("mh1abc")],
  ["more", "full", `${B}/sites`, press("More")], ["trouble", "trouble", `${B}/needs/i2`], ["add-wrong", "full", `${B}/needs`, addWrong],
  ["calendar", "full", `${B}/needs`, calendar], ["claim", "full", `${B}/needs/i1`, claimTooMany], ["told", "full", `${B}/needs/i1`, press("Mark delivered")],
  ["person", "full", `${B}/people/Bob`], ["person-new", "full", `${B}/people/Carol`], ["person-removed", "full", `${B}/people/Mallory`],
  ["role", "full", `${B}/people/Carol`, anotherRole], ["remove", "full", `${B}/people/Bob`, press("Remove from the board…")],
  ["revoke", "full", `${B}/people/Bob`, press(/^Take off the device/)], ["person-menu", "full", `${B}/people`, press("Actions for Carol")],
  ["share-new", "full", `${B}/share`, (page) => page.getByRole("radio", { name: "Several people I choose" }).press("Space")],
  ["share-from-before", "fromBefore", `${B}/share`, (page) => page.getByText("Leads here no more").scrollIntoViewIfNeeded()], ["remove-invite", "full", `${B}/share`, press("Remove…")], ["aside", "full", `${B}/aside`], ["aside-let-in", "let-in", `${B}/aside`], ["small-menu", "full", `${B}/needs`, smallMenu], ["aside-empty", "empty", `${B}/aside`],
  ["board", "full", `${B}/board`], ["leave", "many", `${B}/board`, press("Leave this board…")], ["hide", "full", `${B}/needs`, hide],
  ["hidden", "full", `${B}/needs/i0`], ["removed", "removed", `${B}/needs/i2`], ["removed-supplies", "removed", `${B}/supplies`],
  ["only-here", "full", "/settings/only-here"], ["only-here-new", "empty", "/settings/only-here"], ["only-here-none", "many", "/settings/only-here"], ["close", "closing", `${B}/needs`, (page) => page.getByRole("dialog").waitFor()],
  ["relays", "relays", "/settings", to("relays")], ["relays-none", "full", "/settings", to("relays")], ["relays-wrong", "full", "/settings", relayWrong],
  ["network", "full", "/settings/network"], ["network-alone", "empty", "/settings/network"], ["network-trouble", "trouble", "/settings/network"], ["network-addresses", "full", "/settings/network", withAddresses],
  ["bringing", "bringing", `${B}/needs`], ["bringing-stopped", "stopped", `${B}/needs`], ["bringing-boards", "bringing", "/"], ["bringing-counted", "bringingChanges", `${B}/supplies`],
  ["unchecked", "unchecked", `${B}/needs`], ["meanwhile", "meanwhile", `${B}/needs`], ["meanwhile-supplies", "meanwhile", `${B}/supplies`], ["meanwhile-sites", "meanwhile", `${B}/sites`], ["not-done", "notDone", `${B}/needs`],
  ["files", "files", `${B}/needs/i2`, around("attachments")], ["files-last", "files", `${B}/needs/i2`, (page) => page.getByText("Up to 200 MB.").scrollIntoViewIfNeeded()], ["files-none", "full", `${B}/needs/i2`, (page) => page.getByText("Up to 200 MB.").scrollIntoViewIfNeeded()],
  ["together", "together", `${B}/needs`, smallMenu], ["together-page", "together", `${B}/needs/i1`, around("editing-note")], ["receipts", "full", `${B}/needs/i2`, holders],
  ["by-file", "full", `${B}/people`, (page) => byFile(page, "Read a file…")], ["by-file-refused", "trouble", `${B}/people`, (page) => byFile(page, "Read a file…")], ["by-file-person", "full", `${B}/people/Bob`, (page) => byFile(page, "Save what Bob lacks…")],
  ["by-file-saving", "byFileSaving", `${B}/people/Bob`, around("by-file")], ["by-file-reading", "byFileReading", `${B}/people`, around("by-file")],
  ["boards-removed", "removed", "/"], ["removed-people", "removed", `${B}/people`], ["settings", "full", "/settings"], ["status", "full", `${B}/needs`, (page) => page.getByTestId("status").click()],
];

/** Known and right: React Aria's hidden "Dismiss" buttons stand beside a popover's dialog, out of any landmark. */
const KNOWN = new Set(["status region"]);

mkdirSync(folder, { recursive: true });
const built = mkdtempSync(join(tmpdir(), "manyhands-fixture-"));
await build({ mode: "fixture", logLevel: "error", build: { outDir: built, emptyOutDir: true, chunkSizeWarningLimit: 2000 } });
const server = createServer((request, response) => {
  const path = new URL(request.url ?? "/", "http://here").pathname;
  const file = join(built, path === "/" ? "index.html" : path);
  if (!existsSync(file)) return void response.writeHead(404).end();
  const type = TYPES[extname(file)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "content-security-policy": policy }).end(readFileSync(file));
}).listen(0);
const base = `http://localhost:${server.address().port}/`;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });

/** In the page: buttons and links whose words do not fit in them. */
function cutOff() {
  return [...document.querySelectorAll("button, a, h1, label")]
    .filter((one) => one.offsetParent !== null && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1)
    .filter((one) => getComputedStyle(one).overflowX !== "visible" || one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.textContent.slice(0, 60));
}

let wrong = 0;
const say = (...words) => {
  wrong += 1;
  console.error(...words);
};
for (const [theme, width, size = "100"] of looks) {
  const [wide, high = wide < 500 ? 844 : 800] = width.split("x").map(Number);
  const page = await browser.newPage({ viewport: { width: wide, height: high }, colorScheme: theme === "dark" ? "dark" : "light" });
  page.setDefaultTimeout(5000);
  let at = "";
  page.on("pageerror", (error) => say(at, error.message));
  page.on("console", (line) => line.type() === "error" && say(at, line.text()));
  for (const [name, data, place, step] of PLACES) {
    if (only.length > 0 && !only.includes(name)) continue;
    at = [name, theme, width, size].join(" ");
    await page.goto(`${base}?data=${data}&theme=${theme}&size=${size}&words=${words}&shot=${encodeURIComponent(at)}#${place}`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await step?.(page);
    await page.evaluate(() => window.lengthen?.());
    await page.waitForTimeout(250);
    await page.screenshot({ path: join(folder, `${[name, theme, width, ...(size === "100" ? [] : [size]), ...(words === "" ? [] : [words])].join("-")}.png`) });
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) say(at, "wider than the window");
    for (const cut of await page.evaluate(cutOff)) say(at, "cut off:", cut);
    const found = await page.evaluate(`(async () => { ${axe}; return (await axe.run(document, { resultTypes: ["violations"] })).violations; })()`);
    for (const { id, help, nodes } of found) {
      if (!KNOWN.has(`${name} ${id}`)) say(at, id, help, nodes.map((node) => node.target.join(" ")).join(" | "));
    }
  }
  await page.close();
}
await browser.close();
server.close();
rmSync(built, { recursive: true });
if (wrong > 0) process.exitCode = 1;
console.log(wrong === 0 ? "Nothing to object to." : `${wrong} things to look at.`);
