// The only writer of restorations.
import type { RestorationReport } from "@makima/protocol/restorations";
import { statement, type Tx } from "../db/database.ts";
import type { Judged } from "./judge-lost.ts";

const INSERT_RESTORATION = statement(
  "insert-restoration",
  `insert into restoration (owner_id, id, contract_id, task_id, task_kind, number, epoch, source, previous_state, plan, reason, checkpoint_id,
     report, notice, outcome)
   values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
);

type NewRestoration = {
  id: string;
  task: { ownerId: string; contractId: string; id: string; kind: string };
  number: number;
  epoch: number;
  judged: Judged;
  report: RestorationReport;
  notice: string;
  outcome: "done" | "held";
};

/** The report with the inputs of its decision: whoever decides again from them has to decide the same. */
export function insertRestoration(tx: Tx, made: NewRestoration): void {
  const { task, judged, report } = made;
  tx.send(INSERT_RESTORATION, [
    task.ownerId,
    made.id,
    task.contractId,
    task.id,
    task.kind,
    made.number,
    made.epoch,
    report.source,
    report.previousState,
    report.plan,
    report.reason,
    report.checkpointId,
    JSON.stringify({ ...report, inputs: judged.inputs }),
    made.notice,
    made.outcome,
  ]);
}
