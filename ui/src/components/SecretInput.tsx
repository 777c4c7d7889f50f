// A field for what nobody else may read: hidden while it is typed, and shown when the person wants to see it.

import { useLingui } from "@lingui/react/macro";
import { Eye, EyeOff } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { Input, Label, Text, TextField } from "react-aria-components";

import { IconButton } from "./Button";

interface SecretInputProps {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: string | null;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onEnter?: () => void;
  readonly autoFocus?: boolean;
  readonly isDisabled?: boolean;
  /** How often it was found wrong; it takes the focus each time. */
  readonly foundWrong?: number;
}

export function SecretInput({ label, help, error = null, onEnter, foundWrong = 0, ...field }: SecretInputProps) {
  const { t } = useLingui();
  const [shown, setShown] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (foundWrong === 0) return;
    input.current?.focus();
    input.current?.select();
  }, [foundWrong]);
  const onKeyDown = (key: KeyboardEvent) => {
    if (key.target === input.current && key.key === "Enter" && !key.repeat && !key.nativeEvent.isComposing) onEnter?.();
  };
  return (
    <TextField {...field} isInvalid={error !== null} onKeyDown={onKeyDown} className="flex flex-col gap-1">
      <Label className="text-sm font-semibold">{label}</Label>
      <div className="flex gap-1">
        <Input ref={input} type={shown ? "text" : "password"} dir="auto" autoComplete="off" autoCapitalize="off" spellCheck={false} className="control w-full min-w-0" />
        <IconButton
          icon={shown ? EyeOff : Eye} weight="secondary" tip={shown ? t`Hide what is typed` : t`Show what is typed`}
          label={shown ? t`Hide what is typed: ${label}` : t`Show what is typed: ${label}`} onPress={() => setShown(!shown)}
        />
      </div>
      {help !== undefined && <Text slot="description" className="text-sm text-text-2">{help}</Text>}
      {error !== null && <Text slot="errorMessage" className="text-sm text-danger">{error}</Text>}
    </TextField>
  );
}
