// What happened to this computer's data, on every page until somebody has seen it: what, what is here, what to do.

import type { MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";
import { Trans, useLingui } from "@lingui/react/macro";
import { TriangleAlert } from "lucide-react";

import type { NoticeView, VaultWay } from "../../bindings";
import { Button } from "../../components/Button";
import { Said } from "../../components/UserText";
import { rowsOf, useAct, useView } from "../../state/core";
import { ERROR_WORDS } from "../../words/errors";
import { dayAndHour } from "../../words/time";

const LOCKS: Record<VaultWay, MessageDescriptor> = {
  keyring: msg`The keyring of this computer keeps the key now.`,
  passphrase: msg`A passphrase opens them now.`,
  plainFile: msg`They are not locked now: whoever gets hold of the disk can read them.`,
};

export function Notices() {
  const notices = rowsOf(useView({ type: "notices" }), "notice");
  return notices.map((notice) => <Notice key={notice.notice} notice={notice} />);
}

function Notice({ notice }: { notice: NoticeView }) {
  const { t } = useLingui();
  const act = useAct();
  return (
    <section
      aria-label={t`Notice`}
      data-testid="data-notice"
      className="card flex shrink-0 flex-wrap items-start gap-3 border-b border-border bg-warn-tint px-4 py-3 text-warn"
    >
      <TriangleAlert aria-hidden size="1.25rem" className="mt-0.5 shrink-0" />
      <Told notice={notice} />
      <Button onPress={() => void act({ type: "dismissNotice", notice: notice.notice })}><Trans>I have read this</Trans></Button>
    </section>
  );
}

function Told({ notice }: { notice: NoticeView }) {
  const { i18n } = useLingui();
  const { path } = notice;
  const found = dayAndHour(i18n.locale, notice.at);
  const boards = plural(notice.boards, { one: "# board", other: "# boards" });
  const changes = plural(notice.entries, { one: "# change", other: "# changes" });
  switch (notice.code) {
    case "folderMoved":
      return (
        <div className="flex min-w-0 flex-[1_1_20rem] flex-col gap-1">
          <p className="font-semibold"><Trans>Your data is in another place than before.</Trans></p>
          <p><Trans>This was seen on {found}. If you moved it here, or to another disk, all is well.</Trans></p>
          <p><Trans>If it is a copy, and the other computer still uses it too: both now count as one device. Use one of them only, and add the other anew under Settings, Your devices.</Trans></p>
        </div>
      );
    case "deviceCopied":
      return (
        <div className="flex min-w-0 flex-[1_1_20rem] flex-col gap-1">
          <p className="font-semibold"><Trans>Another computer writes as this device.</Trans></p>
          <p><Trans>This was seen on {found}: a copy of this disk, or of this machine, is in use at the same time. Nothing is lost; what both write is kept, and looks as if one device wrote it.</Trans></p>
          <p><Trans>Use one of them only. On the other, choose a new place for your data and add it under Settings, Your devices.</Trans></p>
        </div>
      );
    case "reportRefused":
      return (
        <div className="flex min-w-0 flex-[1_1_20rem] flex-col gap-1">
          <p className="font-semibold"><Trans>A report of yours was not taken in.</Trans></p>
          <p><Trans>You wrote it for <Said text={notice.boardName} />. The answer came on {found}.</Trans></p>
          {notice.refusal && <p>{i18n._(ERROR_WORDS[notice.refusal])}</p>}
          <p><Trans>What you wrote is kept in the list of your reports. If it matters, tell somebody in another way.</Trans></p>
        </div>
      );
    case "lockChanged":
      return (
        <div className="flex min-w-0 flex-[1_1_20rem] flex-col gap-1">
          <p className="font-semibold"><Trans>The lock of your boards was changed.</Trans></p>
          <p><Trans>This happened on {found}.</Trans>{" "}{notice.way && i18n._(LOCKS[notice.way])}</p>
          <p><Trans>If it was not you, somebody can use your account on this computer. Change its password, and look at Settings, Safety.</Trans></p>
        </div>
      );
    case "logDamaged":
      return (
        <div className="flex min-w-0 flex-[1_1_20rem] flex-col gap-1">
          <p className="font-semibold"><Trans>The file with your boards was damaged.</Trans></p>
          <p><Trans>This was found on {found}. What could be read of it is here: {boards}, {changes}.</Trans></p>
          <p><Trans>What others have of the rest comes back when you meet: keep Manyhands open and connected. Then look whether something of yours is missing.</Trans></p>
          <p className="text-sm wrap-anywhere"><Trans>The damaged file is kept, for whoever can repair it: <Said text={path} /></Trans></p>
        </div>
      );
  }
}
