// What the test's browser lacks.
if (!("matchMedia" in globalThis)) {
  Object.defineProperty(globalThis, "matchMedia", {
    value: (media: string) => ({ media, matches: false, addEventListener: () => {}, removeEventListener: () => {} }),
  });
}
