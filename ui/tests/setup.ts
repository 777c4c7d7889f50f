// What the test's browser lacks.

import { laterWords } from "../src/i18n";

if (typeof globalThis.matchMedia !== "function") {
  Object.defineProperty(globalThis, "matchMedia", {
    value: (media: string) => ({ media, matches: false, addEventListener: () => {}, removeEventListener: () => {} }),
  });
}
globalThis.ResizeObserver ??= class {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
};
globalThis.CSS ??= {} as typeof CSS;
globalThis.CSS.escape ??= (text: string) => text.replaceAll(/[^\w-]/g, (sign) => `\\${sign}`);
HTMLCanvasElement.prototype.getContext = () => null;

// Parts that come later are tested without what brings them.
await laterWords();
