// A text from another device: pasted, from a picture of its QR code, or from a file.

import { Trans, useLingui } from "@lingui/react/macro";
import { FileText, Image } from "lucide-react";

import type { AppError } from "../bindings";
import { useCore } from "../state/core";
import { asAppError } from "../state/failure";
import { errorWords } from "../words/errors";
import { Button } from "./Button";
import { TextInput } from "./Inputs";

interface CodeInputProps {
  readonly label: string;
  readonly help: string;
  readonly value: string;
  readonly error: AppError | null;
  /** Told each text as a whole, wherever it came from. */
  readonly onChange: (text: string) => void;
  readonly onRefused: (error: AppError) => void;
  readonly autoFocus?: boolean;
}

export function CodeInput({ label, help, value, error, onChange, onRefused, autoFocus = false }: CodeInputProps) {
  const { i18n } = useLingui();
  const { backend } = useCore();
  const take = async (choose: () => Promise<string | null>) => {
    try {
      const text = await choose();
      if (text !== null) onChange(text.trim());
    } catch (reason) {
      onRefused(asAppError(reason));
    }
  };
  const picture = async () => {
    const base64 = await backend.choosePicture();
    if (base64 === null) return null;
    const answer = await backend.read({ type: "readQr", base64 });
    return answer.type === "readQr" ? answer.text : null;
  };
  return (
    <div className="flex flex-col gap-3">
      <TextInput
        label={label} help={help} value={value} onChange={onChange} lines={4} autoFocus={autoFocus}
        error={error === null ? null : i18n._(errorWords(error))}
      />
      <div className="flex flex-wrap gap-3">
        <Button icon={Image} onPress={() => void take(picture)}><Trans>Open a picture of the QR code</Trans></Button>
        <Button icon={FileText} onPress={() => void take(backend.chooseText)}><Trans>Open a file</Trans></Button>
      </div>
    </div>
  );
}
