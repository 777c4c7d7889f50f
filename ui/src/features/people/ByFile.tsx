// Without any network: a file for one person, and reading one, by a USB stick.

import { Plural, Trans, useLingui } from "@lingui/react/macro";

import type { ByFileRow } from "../../bindings";
import { Bar } from "../../components/Bringing";
import { Button } from "../../components/Button";
import { Note, Section } from "../../components/Page";
import { UserText } from "../../components/UserText";
import { size } from "../../words/size";
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
      {work.far !== undefined && (
        <div data-testid="by-file" className="flex flex-wrap items-center gap-3">
          <div className="flex min-w-0 max-w-md flex-1 flex-col gap-1"><Far far={work.far} /></div>
          <Button onPress={work.stop}><Trans>Stop</Trans></Button>
        </div>
      )}
      {work.said !== null && (
        <Note tone={work.said.good ? "calm" : "danger"}><p role={work.said.good ? "status" : "alert"}>{work.said.text}</p></Note>
      )}
    </>
  );
}

/** What is done is announced; how far it is can be read whenever somebody looks. */
function Far({ far }: { far: ByFileRow }) {
  const { t } = useLingui();
  const bytes = far.ofBytes !== null;
  return (
    <>
      <p role="status"><Step step={far.step} /></p>
      {far.step !== "gathering" && (
        <>
          <p className="text-sm text-text-2"><HowMuch far={far} /></p>
          <Bar label={t`The file`} done={bytes ? far.bytes : far.changes} all={(bytes ? far.ofBytes : far.ofChanges) ?? 0} />
        </>
      )}
    </>
  );
}

function Step({ step }: { step: ByFileRow["step"] }) {
  switch (step) {
    case "gathering":
      return <Trans>Looking what they lack…</Trans>;
    case "saving":
      return <Trans>Writing the file…</Trans>;
    case "checking":
      return <Trans>Checking the file. Until that is done nothing of it is taken.</Trans>;
    case "taking":
      return <Trans>Taking in what is in the file. If you stop, what was taken stays.</Trans>;
  }
}

function HowMuch({ far }: { far: ByFileRow }) {
  const { i18n } = useLingui();
  const came = size(i18n, far.bytes);
  if (far.ofBytes !== null) {
    const all = size(i18n, far.ofBytes);
    return <Trans>{came} of {all}</Trans>;
  }
  // How long a file becomes that is being written nobody knows.
  const changes = i18n.number(far.changes);
  const ofChanges = far.ofChanges ?? far.changes;
  return <Plural value={ofChanges} one={`${changes} of # change, ${came}`} other={`${changes} of # changes, ${came}`} />;
}
