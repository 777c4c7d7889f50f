// On a new device: its request goes out, the answer of another device of the same person comes in.

import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";

import type { AppError, DeviceRequestView, ReadingAnswer } from "../../bindings";
import { Button } from "../../components/Button";
import { CodeCard } from "../../components/CodeCard";
import { CodeInput } from "../../components/CodeInput";
import { Digits } from "../../components/Digits";
import { TextInput } from "../../components/Inputs";
import { Column, Note, Page, Section } from "../../components/Page";
import { Said } from "../../components/UserText";
import { useAct, useCore } from "../../state/core";
import { asAppError } from "../../state/failure";
import { useOnce } from "../../state/once";
import { errorWords } from "../../words/errors";

type Answer = Extract<ReadingAnswer, { type: "readDeviceAnswer" }>;

interface NewDeviceProps {
  /** This device is the person's now. */
  readonly onDone: () => void;
  readonly onCancel: () => void;
}

export function NewDevice({ onDone, onCancel }: NewDeviceProps) {
  const { t } = useLingui();
  const act = useAct();
  const { backend } = useCore();
  const { request, refused } = useRequest();
  const [text, setText] = useState("");
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [error, setError] = useState<AppError | null>(null);
  const read = (typed: string) => {
    setText(typed);
    setError(null);
    setAnswer(null);
    if (typed.trim() === "") return;
    backend.read({ type: "readDeviceAnswer", answer: typed }).then(
      (found) => found.type === "readDeviceAnswer" && setAnswer(found),
      (reason: unknown) => setError(asAppError(reason)),
    );
  };
  const cancel = () => void act({ type: "cancelDeviceRequest" }).then(onCancel);
  return (
    <Page title={t`Another device of yours`} actions={<Button onPress={cancel}><Trans>Cancel</Trans></Button>}>
      <Column>
        {refused !== null && <Refused error={refused} />}
        {request !== null && (
          <>
            <Section title={t`1. Show this to your other device`}>
              <p><Trans>There, open Settings, “Your devices”, “Add a device”. It must show the same number.</Trans></p>
              <CodeCard label={t`Code of this device`} text={request.text} asQr fileName="manyhands-new-device.txt" testId="device-request">
                <Digits number={request.number} testId="device-number" />
              </CodeCard>
            </Section>
            <Section title={t`2. Bring its answer here`}>
              <CodeInput
                label={t`The answer`} help={t`It begins with mha1.`} value={text} error={error} onChange={read}
                onRefused={(why) => { setAnswer(null); setError(why); }}
              />
            </Section>
            {answer !== null && <Found key={answer.number} answer={answer} text={text} onDone={onDone} />}
          </>
        )}
      </Column>
    </Page>
  );
}

/** The request that stands, or a new one. */
function useRequest(): { readonly request: DeviceRequestView | null; readonly refused: AppError | null } {
  const { backend } = useCore();
  const [request, setRequest] = useState<DeviceRequestView | null>(null);
  const [refused, setRefused] = useState<AppError | null>(null);
  useEffect(() => {
    let wanted = true;
    const ask = async () => {
      try {
        const open = await backend.read({ type: "openDeviceRequest" });
        const stands = open.type === "openDeviceRequest" ? open.request : null;
        const made = stands ?? (wanted ? await backend.dispatch({ type: "requestDevice" }).then((outcome) => (outcome.type === "deviceRequested" ? outcome.request : null)) : null);
        if (wanted) setRequest(made);
      } catch (reason) {
        if (wanted) setRefused(asAppError(reason));
      }
    };
    void ask();
    return () => {
      wanted = false;
    };
  }, [backend]);
  return { request, refused };
}

function Refused({ error }: { error: AppError }) {
  const { i18n } = useLingui();
  return <Note tone="danger"><p role="alert">{i18n._(errorWords(error))}</p></Note>;
}

function Found({ answer, text, onDone }: { answer: Answer; text: string; onDone: () => void }) {
  const { t, i18n } = useLingui();
  const { backend, announcements } = useCore();
  const [words, setWords] = useState("");
  const [error, setError] = useState<AppError | null>(null);
  const boards = new Intl.ListFormat(i18n.locale, { type: "conjunction" }).format(answer.boards);
  const { run: accept, busy } = useOnce(async () => {
    try {
      await backend.dispatch({ type: "acceptDevice", answer: text, ...(answer.wordsNeeded ? { words } : {}) });
      announcements.tell(t`This is your device now. Your boards arrive as soon as somebody on them is reached.`);
      onDone();
    } catch (reason) {
      setError(asAppError(reason));
    }
  });
  const shown = useRef<HTMLDivElement>(null);
  useEffect(() => shown.current?.scrollIntoView?.({ block: "nearest" }), []);
  return (
    <div ref={shown}><Section title={t`3. Is this you?`}>
      <p><Trans>You become <Said text={answer.person} />, on <Said text={boards} />. The other device must show this number:</Trans></p>
      <Digits number={answer.number} testId="answer-number" />
      {answer.wordsNeeded && (
        <TextInput
          label={t`Your twelve words`} help={t`In the order of your paper, with a space between each two.`} lines={3} value={words}
          onChange={(typed) => { setWords(typed); setError(null); }} error={error === null ? null : i18n._(errorWords(error))}
        />
      )}
      {error !== null && !answer.wordsNeeded && <Refused error={error} />}
      <div><Button weight="primary" isDisabled={busy} onPress={accept}><Trans>The same: this is me</Trans></Button></div>
    </Section></div>
  );
}
