// Text that a person typed: isolated, so that its direction cannot disturb the sentence around it.

export function UserText({ children }: { children: string }) {
  return <bdi>{children}</bdi>;
}

/**
 * The same inside of a translated sentence, which is why the text is no child: as part of the message itself, what looks
 * like markup in it (`<b>`) would be taken for markup of the message, and lost.
 */
export function Said({ text }: { text: string }) {
  return <bdi>{text}</bdi>;
}
