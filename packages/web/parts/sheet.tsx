// A sheet before the page, with its title; Escape or a click beside it closes it.
import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import type { ReactNode } from "react";
import { partTexts as texts } from "../texts/parts.ts";

type Props = { title: string; onClose: () => void; children: ReactNode; isWide?: boolean };

export function Sheet({ title, onClose, children, isWide = false }: Props) {
  return (
    <Dialog.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="veil" />
        <Dialog.Content className={`sheet ${isWide ? "sheet-wide" : ""}`} aria-describedby={undefined}>
          <header>
            <Dialog.Title>{title}</Dialog.Title>
            <Dialog.Close className="button-icon" aria-label={texts.close}>
              <X size={16} />
            </Dialog.Close>
          </header>
          {children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
