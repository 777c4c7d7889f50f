// Form controls with their label, help and error in one piece.

import { ChevronDown } from "lucide-react";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import {
  Button, Input, Label, ListBox, ListBoxItem, Popover, Select, SelectValue, Text, TextArea, TextField,
} from "react-aria-components";

const LABEL = "text-sm font-semibold";
const CONTROL = "control w-full";

interface FieldProps {
  readonly label: string;
  readonly help?: ReactNode;
  readonly error?: string | null;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly onBlur?: () => void;
  readonly onEnter?: () => void;
  readonly lines?: number;
  readonly autoFocus?: boolean;
  readonly isReadOnly?: boolean;
  /** How often it was found wrong; it takes the focus each time. For forms of one field, which have no list of errors. */
  readonly foundWrong?: number;
  readonly inputMode?: "text" | "numeric" | "decimal";
  readonly type?: "text" | "search";
  readonly maxLength?: number;
}

export function TextInput(props: FieldProps) {
  const { label, help, error = null, lines = 1, onEnter, inputMode = "text", type = "text", maxLength, foundWrong = 0, ...field } = props;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (foundWrong > 0) input.current?.focus();
  }, [foundWrong]);
  const onKeyDown = (key: KeyboardEvent) => {
    // Escape belongs to the dialog around, and the keys of the window to the window.
    passOn(key);
    // A held key acts once, and Enter that ends a composed word is not for the form.
    const meant = key.key === "Enter" && !key.repeat && !key.nativeEvent.isComposing;
    if (meant && lines === 1) onEnter?.();
  };
  // A number is replaced as a whole: what is typed never joins what stood there.
  const whole = inputMode === "text" ? {} : { onFocus: selectAll };
  const size = maxLength === undefined ? {} : { maxLength };
  return (
    <TextField {...field} isInvalid={error !== null} onKeyDown={onKeyDown} className="flex flex-col gap-1">
      <Label className={LABEL}>{label}</Label>
      {lines > 1 ? (
        <TextArea dir="auto" rows={lines} {...size} className={`${CONTROL} py-2`} />
      ) : (
        <Input ref={input} dir="auto" inputMode={inputMode} type={type} {...size} {...whole} className={CONTROL} />
      )}
      {help !== undefined && <Text slot="description" className="text-sm text-text-2">{help}</Text>}
      {error !== null && <Text slot="errorMessage" className="text-sm text-danger">{error}</Text>}
    </TextField>
  );
}

/** A field keeps what it hears of the keys to itself, unless it is told not to. */
export function passOn(key: KeyboardEvent): void {
  if ("continuePropagation" in key && typeof key.continuePropagation === "function") key.continuePropagation();
}

function selectAll(event: FocusEvent<HTMLInputElement>): void {
  event.currentTarget.select();
}

export interface Option {
  readonly id: string;
  readonly text: string;
}

interface SelectProps {
  readonly label: string;
  readonly options: readonly Option[];
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly isDisabled?: boolean;
  readonly isInvalid?: boolean;
  readonly hideLabel?: boolean;
}

export function SelectInput({ label, options, value, onChange, isDisabled = false, isInvalid = false, hideLabel = false }: SelectProps) {
  return (
    <Select
      selectedKey={value}
      onSelectionChange={(key) => onChange(String(key))}
      isDisabled={isDisabled}
      isInvalid={isInvalid}
      {...(hideLabel ? { "aria-label": label } : {})}
      // The button inside shows the focus; the frame around it must not show it again.
      className="flex flex-col gap-1 outline-none"
    >
      {!hideLabel && <Label className={LABEL}>{label}</Label>}
      <Button className="control flex w-full items-center justify-between gap-2 text-start">
        <SelectValue className="truncate" />
        <ChevronDown aria-hidden size="1.125rem" className="shrink-0" />
      </Button>
      <Popover className="min-w-(--trigger-width) rounded-md border border-border bg-surface p-1 shadow-pop">
        <ListBox items={options} className="scroller max-h-80">
          {(option) => (
            <ListBoxItem
              id={option.id}
              textValue={option.text}
              className="rounded-sm px-3 py-2 data-focused:bg-primary-tint data-selected:font-semibold"
            >
              <bdi>{option.text}</bdi>
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
