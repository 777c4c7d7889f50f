// Groups of digits that two people, or two devices, compare. A screen reader says them one by one.

export function Digits({ number, testId }: { number: string; testId?: string }) {
  const groups = number.split(" ").filter((group) => group !== "");
  return (
    <p dir="ltr" data-testid={testId} className={`grid w-fit gap-x-5 gap-y-1 rounded-md bg-surface-2 p-3 text-lg font-semibold tracking-wider tabular-nums ${groups.length % 3 === 0 ? "grid-cols-3" : "grid-cols-2"}`}>
      {groups.map((group, at) => (
        // The groups have their places, and two may be the same.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={at}>
          <span aria-hidden>{group}</span>
          <span className="sr-only">{[...group].join(" ")}.</span>
        </span>
      ))}
    </p>
  );
}
