// Buttons: one look per weight. Always with words; an icon alone carries a name for the screen reader.

import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaProps, Tooltip, TooltipTrigger } from "react-aria-components";

export type Weight = "primary" | "secondary" | "quiet" | "danger";

const LOOK: Record<Weight, string> = {
  primary: "bg-primary text-on-primary border-transparent",
  secondary: "bg-surface text-text border-border-strong",
  quiet: "bg-transparent text-text border-transparent data-hovered:bg-surface-2",
  danger: "bg-surface text-danger border-danger",
};

const SHAPE =
  "inline-flex items-center justify-center gap-2 min-h-11 rounded-md border-[1.5px] font-semibold not-data-disabled:data-pressed:opacity-80 whitespace-nowrap @max-[26rem]/app:whitespace-normal";
const OFF = "data-disabled:bg-surface-2 data-disabled:text-text-2 data-disabled:border-dashed data-disabled:border-border-strong";
/** An icon that does nothing now is paler, and no more: a box around it would look like something that is pressed. */
const ICON_OFF = "data-disabled:text-border-strong";

interface ButtonProps extends Omit<AriaProps, "children" | "className" | "style"> {
  readonly weight?: Weight;
  readonly icon?: LucideIcon;
  readonly children: ReactNode;
}

export function Button({ weight = "secondary", icon: Icon, children, ...rest }: ButtonProps) {
  return (
    <AriaButton {...rest} className={`${SHAPE} ${OFF} px-4 ${LOOK[weight]}`}>
      {Icon && <Icon aria-hidden size="1.125rem" className="shrink-0" />}
      {children}
    </AriaButton>
  );
}

interface IconButtonProps extends Omit<AriaProps, "children" | "className" | "style"> {
  readonly icon: LucideIcon;
  /** What a screen reader says. */
  readonly label: string;
  readonly weight?: Weight;
  /** What is shown to who hovers or walks to it by Tab; else the label. */
  readonly tip?: string;
}

export function IconButton({ icon: Icon, label, tip = label, weight = "quiet", ...rest }: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton {...rest} aria-label={label} className={`${SHAPE} ${ICON_OFF} min-w-11 ${LOOK[weight]}`}>
        <Icon aria-hidden size="1.25rem" />
      </AriaButton>
      <Tooltip offset={4} className="max-w-xs rounded-sm bg-text px-2 py-1 text-sm text-bg">{tip}</Tooltip>
    </TooltipTrigger>
  );
}
