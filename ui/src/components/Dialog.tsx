// A dialog over the page: title, content, and buttons. Escape closes; focus returns to where it was.

import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";

interface DialogProps {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly wide?: boolean;
  /** Whether a press beside it leaves it open: for forms, from which nobody falls out by accident. */
  readonly stays?: boolean;
}

export function Dialog({ title, isOpen, onClose, children, wide = false, stays = false }: DialogProps) {
  const size = wide ? "max-w-4xl" : "max-w-lg";
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable={!stays}
      // Above the place of messages, told or not: it never moves for them. A layer of its own, so that no scroll bar of the page shows through.
      className="fade fixed inset-x-0 top-0 bottom-0 z-20 will-change-transform flex items-center justify-center bg-[rgb(0_0_0/0.5)] p-4 pb-18"
    >
      <Modal className={`scroller max-h-full w-full ${size} rounded-lg border border-border bg-surface`}>
        <AriaDialog className="flex flex-col gap-4 p-6">
          <Heading slot="title" className="text-lg font-semibold">{title}</Heading>
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

export function DialogButtons({ children }: { children: ReactNode }) {
  return <div className="flex flex-wrap justify-end gap-3 pt-2">{children}</div>;
}
