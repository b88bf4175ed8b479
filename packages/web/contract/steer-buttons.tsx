// What a person can do with a whole contract: start, pause, go to the next phase, cancel, archive.
import type { Contract } from "@makima/protocol/contracts";
import { Ellipsis, Pause, Play } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useState } from "react";
import { showToast } from "../frame/toasts.ts";
import { isOver } from "../home/sort-contracts.ts";
import { failureOf } from "../live/failure.ts";
import { contractTexts as texts } from "../texts/contract.ts";
import { CancelSheet } from "./cancel-sheet.tsx";
import { PhaseSheet } from "./phase-sheet.tsx";
import { useSteering } from "./use-steering.ts";

type Open = "cancel" | "phase" | null;

export function SteerButtons({ contract }: { contract: Contract }) {
  const [open, setOpen] = useState<Open>(null);
  const steer = useSteering(contract.id, (error) => showToast({ text: failureOf(error).title, tone: "bad" }));
  const { status } = contract;
  const isPaused = status === "paused";
  return (
    <>
      {(status === "draft" || isPaused) && (
        <button
          type="button"
          className="button button-strong"
          disabled={steer.isPending}
          onClick={() => steer.mutate("start")}
        >
          <Play size={14} aria-hidden="true" /> {isPaused ? texts.goOn : texts.start}
        </button>
      )}
      {status === "active" && (
        <button
          type="button"
          className="button"
          disabled={steer.isPending}
          onClick={() => steer.mutate("pause")}
        >
          <Pause size={14} aria-hidden="true" /> {texts.pause}
        </button>
      )}
      <SteerMenu contract={contract} onOpen={setOpen} onArchive={() => steer.mutate("archive")} />
      {open === "cancel" && <CancelSheet contract={contract} onClose={() => setOpen(null)} />}
      {open === "phase" && <PhaseSheet contract={contract} onClose={() => setOpen(null)} />}
    </>
  );
}

type MenuProps = { contract: Contract; onOpen: (open: Open) => void; onArchive: () => void };

function SteerMenu({ contract, onOpen, onArchive }: MenuProps) {
  const over = isOver(contract);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button-icon" aria-label={texts.more}>
        <Ellipsis size={16} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="end" sideOffset={4}>
          {contract.status === "active" && (
            <DropdownMenu.Item onSelect={() => onOpen("phase")}>{texts.nextPhase}</DropdownMenu.Item>
          )}
          {over ? (
            <DropdownMenu.Item onSelect={onArchive}>{texts.archive}</DropdownMenu.Item>
          ) : (
            <DropdownMenu.Item className="tone-bad" onSelect={() => onOpen("cancel")}>
              {texts.cancel}
            </DropdownMenu.Item>
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
