// The twelve words in one sentence: what they are, and whether somebody has them on paper.

import { Trans, useLingui } from "@lingui/react/macro";

import { Button } from "../../components/Button";
import { Fact } from "../../components/Fact";
import { useOne } from "../../state/core";
import { useConfirmed } from "./useConfirmed";

export function WordsFact({ onPaper, onRecovery }: { onPaper: boolean; onRecovery: () => void }) {
  const { t } = useLingui();
  const known = useOne({ type: "backup" }, "backup")?.words ?? "notShown";
  const { confirmed } = useConfirmed();
  const sure = onPaper || known === "typed" || confirmed;
  return (
    <Fact
      title={t`Your twelve words`} testId="words"
      actions={<Button weight={sure ? "secondary" : "primary"} onPress={onRecovery}>{sure ? <Trans>Recovery sheet</Trans> : <Trans>Write them down…</Trans>}</Button>}
    >
      <p><Trans>With these words you are yourself again after this computer is lost or broken. Nobody else can give them to you.</Trans></p>
      {onPaper ? (
        <p><Trans>They are on your paper only. Making a board or joining one asks for them.</Trans></p>
      ) : sure ? (
        <p><Trans>You have said that they are on paper.</Trans></p>
      ) : (
        <p className="font-semibold"><Trans>They are not on paper yet.</Trans></p>
      )}
    </Fact>
  );
}
