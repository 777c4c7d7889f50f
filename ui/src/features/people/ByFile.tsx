// Without any network: a file for one person, and reading one, by a USB stick.

import { Trans, useLingui } from "@lingui/react/macro";

import { Button } from "../../components/Button";
import { Note, Section } from "../../components/Page";
import { UserText } from "../../components/UserText";
import { useByFile } from "./useByFile";

interface ForPersonProps {
  readonly board: string;
  readonly person: string;
  readonly name: string;
}

/** On the page of a person. */
export function FileForPerson({ board, person, name }: ForPersonProps) {
  const { t } = useLingui();
  const work = useByFile();
  const who = <UserText>{name}</UserText>;
  return (
    <Section title={t`Without any network`}>
      <p className="text-sm text-text-2">
        <Trans>What {who} lacks goes into one file, to carry over on a USB stick. Only {who} can open it; a lost stick tells nothing.</Trans>
      </p>
      <div className="flex flex-wrap gap-2">
        <Button isDisabled={work.busy} onPress={() => work.save(board, person)}><Trans>Save what {name} lacks…</Trans></Button>
      </div>
      <Said work={work} />
    </Section>
  );
}

/** Beside the people of a board. */
export function ReadFile() {
  const { t } = useLingui();
  const work = useByFile();
  return (
    <Section title={t`Without any network`}>
      <p className="text-sm text-text-2">
        <Trans>Somebody saved a file for you? Read it here. To save one for them, open their page.</Trans>
      </p>
      <div><Button isDisabled={work.busy} onPress={work.read}><Trans>Read a file…</Trans></Button></div>
      <Said work={work} />
    </Section>
  );
}

function Said({ work }: { work: ReturnType<typeof useByFile> }) {
  return (
    <>
      {work.busy && (
        <div className="flex flex-wrap items-center gap-3">
          <p role="status"><Trans>Working on the file. A large one takes a minute.</Trans></p>
          <Button weight="quiet" onPress={work.stop}><Trans>Stop</Trans></Button>
        </div>
      )}
      {work.said !== null && (
        <Note tone={work.said.good ? "calm" : "danger"}><p role={work.said.good ? "status" : "alert"}>{work.said.text}</p></Note>
      )}
    </>
  );
}
