// On a device that is on the boards: the new one's request comes in, the numbers are compared, the answer goes out.

import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useState } from "react";

import type { AppError, DeviceAnswerView, ReadingAnswer } from "../../bindings";
import { Button } from "../../components/Button";
import { CodeCard } from "../../components/CodeCard";
import { CodeInput } from "../../components/CodeInput";
import { Digits } from "../../components/Digits";
import { Column, Note, Page, Section } from "../../components/Page";
import { Said } from "../../components/UserText";
import { useAct, useCore } from "../../state/core";
import { asAppError } from "../../state/failure";
import { useOnce } from "../../state/once";

type Request = Extract<ReadingAnswer, { type: "readDeviceRequest" }>;

export function AddDevice({ onClose }: { onClose: () => void }) {
  const { t } = useLingui();
  const act = useAct();
  const { backend } = useCore();
  const [text, setText] = useState("");
  const [request, setRequest] = useState<Request | null>(null);
  const [answer, setAnswer] = useState<DeviceAnswerView | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const read = (typed: string) => {
    setText(typed);
    setError(null);
    setRequest(null);
    if (typed.trim() === "") return;
    backend.read({ type: "readDeviceRequest", request: typed }).then(
      (found) => found.type === "readDeviceRequest" && setRequest(found),
      (reason: unknown) => setError(asAppError(reason)),
    );
  };
  const { run: add, busy } = useOnce(() => act({ type: "addDevice", request: text }, (outcome) => {
    if (outcome.type === "deviceAnswered") setAnswer(outcome.answer);
  }));
  return (
    <Page title={t`Add a device`} actions={<Button onPress={onClose}><Trans>Your devices</Trans></Button>}>
      <Column>
        {answer === null ? (
          <>
            <ol className="flex list-decimal flex-col gap-1 ps-5">
              <li><Trans>Open Manyhands on the new device. At the welcome choose “I already use Manyhands”, then “Another device of mine”.</Trans></li>
              <li><Trans>It shows a code. Bring that here, as a picture, a file or a text.</Trans></li>
            </ol>
            <CodeInput
              label={t`Code of the new device`} help={t`It begins with mhd1.`} value={text} error={error} onChange={read} autoFocus
              onRefused={(refused) => { setRequest(null); setError(refused); }}
            />
            {request !== null && (request.mine ? (
              <Note><p role="alert"><Trans>This is the code of this device itself. Bring the code of the other one.</Trans></p></Note>
            ) : (
              <Section title={t`Is it yours?`}>
                <p><Trans>The device calls itself <Said text={request.name} />. It must show this number:</Trans></p>
                <Digits number={request.number} testId="device-number" />
                <p><Trans>Only if all four groups are the same, add it. Whoever is added is you, on all your boards.</Trans></p>
                <div className="flex flex-wrap gap-3">
                  <Button weight="primary" isDisabled={busy} onPress={add}><Trans>The same: add it</Trans></Button>
                  <Button isDisabled={busy} onPress={() => { setText(""); setRequest(null); }}><Trans>They differ: stop</Trans></Button>
                </div>
              </Section>
            ))}
          </>
        ) : <Answer answer={answer} onClose={onClose} />}
      </Column>
    </Page>
  );
}

function Answer({ answer, onClose }: { answer: DeviceAnswerView; onClose: () => void }) {
  const { t } = useLingui();
  return (
    <Section title={t`Bring this to the new device`}>
      <p><Trans><Said text={answer.device} /> is on your boards once it has this answer. Nobody else can use it, and it works once.</Trans></p>
      <p><Plural value={answer.boards} one="# board goes with it." other="# boards go with it." /></p>
      <CodeCard label={t`The answer`} text={answer.text} asQr={answer.fitsQr} fileName={answer.fileName} testId="device-answer">
        <p className="text-sm"><Trans>The new device shows this number too:</Trans></p>
        <Digits number={answer.number} testId="answer-number" />
      </CodeCard>
      {answer.wordsNeeded && <Note tone="calm"><p><Trans>The new device is going to ask for your twelve words, because they are on paper only.</Trans></p></Note>}
      <div><Button weight="primary" onPress={onClose}><Trans>Done</Trans></Button></div>
    </Section>
  );
}
