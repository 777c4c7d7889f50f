// Text that a person typed: isolated, so that its direction cannot disturb the sentence around it.

export function UserText({ children }: { children: string }) {
  return <bdi>{children}</bdi>;
}
