// The checkpoints of a task, newest first: from each one can go back, fork, or make a branch.
import type { Contract } from "@makima/protocol/contracts";
import type { Task } from "@makima/protocol/tasks";
import { useState } from "react";
import { GoingBackButtons } from "../going-back/going-back-buttons.tsx";
import { type GoingBack, GoingBackSheet } from "../going-back/going-back-sheet.tsx";
import type { Point } from "../going-back/point.ts";
import { isOver } from "../home/sort-contracts.ts";
import { useCheckpoints } from "../live/queries.ts";
import { ListOf } from "../parts/list-of.tsx";
import { exact, TimeAgo } from "../parts/time-ago.tsx";
import { tabTexts } from "../texts/tabs.ts";

const texts = tabTexts.checkpoints;

type Checkpoint = NonNullable<ReturnType<typeof useCheckpoints>["data"]>[number];
type Open = { what: GoingBack; point: Point } | null;

export function CheckpointsTab({ task, contract }: { task: Task; contract: Contract }) {
  const checkpoints = useCheckpoints(task.id);
  const [open, setOpen] = useState<Open>(null);
  return (
    <div className="tab-body">
      <ListOf query={checkpoints} texts={texts}>
        {(found) => (
          <ul className="checkpoints">
            {found.toReversed().map((one) => (
              <CheckpointLine key={one.id} checkpoint={one} isOver={isOver(contract)} onOpen={setOpen} />
            ))}
          </ul>
        )}
      </ListOf>
      {open !== null && (
        <GoingBackSheet {...open} task={task} contract={contract} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

type LineProps = { checkpoint: Checkpoint; isOver: boolean; onOpen: (open: Open) => void };

function CheckpointLine({ checkpoint, isOver: over, onOpen }: LineProps) {
  const { id, number, message, commit, filesChanged, linesAdded, linesRemoved, createdAt, warnings } =
    checkpoint;
  const point: Point = {
    at: createdAt,
    checkpointId: id,
    checkpointNumber: number,
    messageId: checkpoint.messageId,
  };
  return (
    <li>
      <span className="checkpoint-number">{number}</span>
      <div className="checkpoint-what">
        <bdi>{message}</bdi>
        <span className="quiet" title={exact(createdAt)}>
          <code>{commit.slice(0, 8)}</code> · {texts.changed(filesChanged, linesAdded, linesRemoved)} ·{" "}
          <TimeAgo at={createdAt} />
        </span>
        {warnings.length > 0 && (
          <span className="tone-wait">
            {texts.warnings} <bdi>{warnings.join(" ")}</bdi>
          </span>
        )}
      </div>
      <div className="checkpoint-actions">
        <GoingBackButtons canRewind isOver={over} onOpen={(what) => onOpen({ what, point })} />
      </div>
    </li>
  );
}
