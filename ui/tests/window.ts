// The window as the tests open it: over the fixture, at a place, with parts of the core in place of others.
//
// Owns the set-up and what a person does with a button, a field or a dialog; no test of its own.

import { cleanup, configure, fireEvent, render, screen, within } from "@testing-library/react";
import axe from "axe-core";
import { afterEach, beforeAll, beforeEach } from "vitest";

import type { Backend } from "../src/backend/backend";
import type { Intent } from "../src/bindings";
import { content } from "../src/mount";
import { makeCore } from "../src/state/core";
import { fetchPlaces } from "../src/views/places";
import { BOARD, fixtureBackend } from "./fixture/backend";

/** Sets a file of tests up: the parts of the window are there, each test begins in English, and leaves nothing. */
export function inTheWindow(): void {
  configure({ asyncUtilTimeout: 20_000 });
  beforeAll(fetchPlaces, 120_000);
  beforeEach(() => {
    document.documentElement.lang = "en";
  });
  afterEach(cleanup);
}

/** Opens the window at a place; every intent that is asked for is kept. */
export function open(data: string, place: string, part: Partial<Backend> = {}) {
  const asked: Intent[] = [];
  const fixture = { ...fixtureBackend(data, "light"), ...part };
  const dispatch: Backend["dispatch"] = (intent) => {
    if (intent.type !== "showOpen") asked.push(intent);
    return fixture.dispatch(intent);
  };
  location.hash = place;
  const core = makeCore({ ...fixture, dispatch });
  render(content(core));
  return { asked, core };
}

/** A place of the board. */
export const at = (place: string) => `/board/${BOARD}/${place}`;

export const press = async (name: string | RegExp) => fireEvent.click(await screen.findByRole("button", { name }));
export const dialog = async (name: string | RegExp) => within(await screen.findByRole("dialog", { name }));
export const heading = async (name: string) => await screen.findByRole("heading", { level: 1, name });

/** What axe objects to. Colours are not known here: tests/contrast.test.ts and the pictures look at them. */
export async function objections(): Promise<string[]> {
  const { violations } = await axe.run(document, { rules: { "color-contrast": { enabled: false } } });
  return violations.map((violation) => `${violation.id}: ${violation.nodes.map((node) => node.html).join(" ")}`);
}
