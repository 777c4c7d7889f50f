// Where all that somebody did is set aside: who stays or goes with them, and what of theirs stays unless it is hidden.

import { useLingui } from "@lingui/react/macro";
import { plural } from "@lingui/core/macro";
import { useEffect, useState } from "react";

import { Choice } from "../../components/Choice";
import { SettingSwitch } from "../../components/SettingSwitch";
import { useCore } from "../../state/core";
import { asAppError } from "../../state/failure";

export interface Along {
  /** How many are on the board, or have their role, only through this person. */
  readonly people: number;
  /** How many of their things stay because coordinators let them in. */
  readonly letIn: number;
}

const NOTHING: Along = { people: 0, letIn: 0 };

/** What a removal would take along; nothing before it is read. */
export function useAlong(board: string, person: string): Along {
  const { backend, announcements } = useCore();
  const [along, setAlong] = useState(NOTHING);
  useEffect(() => {
    let open = true;
    backend.read({ type: "previewRemoval", board, person }).then(
      (answer) => open && answer.type === "previewRemoval" && setAlong(answer),
      (reason: unknown) => open && announcements.refuse(asAppError(reason)),
    );
    return () => {
      open = false;
    };
  }, [backend, announcements, board, person]);
  return along;
}

interface RemoveAlongProps {
  readonly along: Along;
  readonly name: string;
  readonly letGo: boolean;
  readonly onLetGo: (letGo: boolean) => void;
  readonly hide: boolean;
  readonly onHide: (hide: boolean) => void;
}

export function RemoveAlong({ along, name, letGo, onLetGo, hide, onHide }: RemoveAlongProps) {
  const { t } = useLingui();
  const people = plural(along.people, { one: "# person", other: "# people" });
  const things = plural(along.letIn, { one: "# thing", other: "# things" });
  return (
    <>
      {along.people > 0 && (
        <Choice
          label={t`${people} whom ${name} let in, or gave a role`}
          value={letGo ? "go" : "stay"}
          onChange={(next) => onLetGo(next === "go")}
          options={[
            { id: "stay", text: t`They stay`, help: t`They keep their role and all that they have done.` },
            { id: "go", text: t`They go too`, help: t`Who is on the board only through ${name} is removed as well, and what they have done is set aside.` },
          ]}
        />
      )}
      {along.letIn > 0 && (
        <SettingSwitch
          label={t`Hide ${things} that coordinators had let in`}
          help={t`What a coordinator let in by name stays on the board. Switched on, it is hidden for everybody, for the same reason.`}
          on={hide}
          onChange={onHide}
        />
      )}
    </>
  );
}
