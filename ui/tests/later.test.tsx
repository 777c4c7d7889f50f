// A part whose code comes later: it keeps what was typed into it, and is drawn at once when its code is there.

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { Component, type ReactNode, useState } from "react";
import { afterEach, expect, test, vi } from "vitest";

import { later } from "../src/components/later";

function Field({ label }: { label: string }) {
  const [text, setText] = useState("");
  return <input aria-label={label} value={text} onChange={(event) => setText(event.target.value)} />;
}

afterEach(cleanup);

test("what was typed stays when everything around is drawn anew", async () => {
  const Part = later(async () => Field);
  const page = await act(async () => render(<Part label="Invite" />));
  fireEvent.change(await screen.findByRole("textbox"), { target: { value: "mh1abc" } });
  await act(async () => page.rerender(<Part label="Your invite" />));
  expect(screen.getByRole<HTMLInputElement>("textbox", { name: "Your invite" }).value).toBe("mh1abc");
});

test("with its code there, the first picture has it", async () => {
  const Part = later(async () => Field);
  await Part.fetch();
  render(<Part label="Invite" />);
  expect(screen.getByRole("textbox", { name: "Invite" })).toBeTruthy();
});

class Around extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    return <button onClick={() => this.setState({ broken: false })}>Again</button>;
  }
}

test("a failure reaches the page around, and what is shown anew asks again", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  let asked = 0;
  const Part = later(async () => {
    asked += 1;
    if (asked === 1) throw new Error("not now");
    return Field;
  });
  await act(async () => render(<Around><Part label="Invite" /></Around>));
  const again = await screen.findByRole("button", { name: "Again" });
  expect(asked).toBe(1);
  await act(async () => again.click());
  expect(await screen.findByRole("textbox", { name: "Invite" })).toBeTruthy();
  said.mockRestore();
});

test("code that did not come is asked for again", async () => {
  let asked = 0;
  const Part = later(async () => {
    asked += 1;
    if (asked === 1) throw new Error("not now");
    return Field;
  });
  await expect(Part.fetch()).rejects.toThrow("not now");
  await Part.fetch();
  render(<Part label="Invite" />);
  expect(screen.getByRole("textbox")).toBeTruthy();
});
