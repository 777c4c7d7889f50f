// Text that a person typed: isolated, so that its direction cannot disturb the sentence around it. In a
// translated sentence it stands as an element: inside of the message itself, `<b>` in it would be read as markup and lost.

export function UserText({ children }: { children: string }) {
  return <bdi>{children}</bdi>;
}
