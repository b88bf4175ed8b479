// `makima supervisor resume`: a supervisor taken up as it was, with an empty conversation, or from a checkpoint.
import type { Command } from "commander";
import { chooseContract } from "../choose.ts";
import { act } from "../context.ts";
import { shortId } from "../find-by-id.ts";
import { statusText } from "../terminal/paint.ts";
import { drawRestoration } from "../watch/draw-restoration.ts";

type Plan = "proceed" | "use_checkpoint" | "start_fresh";
type Options = {
  mode?: string;
  plan?: Plan;
  checkpoint?: string;
  daemon?: string;
  agent?: string;
  say?: string;
  dryRun?: boolean;
};

export function resumeSupervisor(command: Command): void {
  command
    .argument("<contract>", "its id, or a unique part of it")
    .option("--mode <mode>", "continue, restart_phase or from_checkpoint (default: continue)")
    .option("--plan <plan>", "an alternative of the recovery report: proceed, use_checkpoint or start_fresh")
    .option("--checkpoint <id>", "the checkpoint to go back to; by itself the newest that passes inspection")
    .option("--daemon <id>", "the daemon where it goes on")
    .option("--agent <name>", "another agent, or name:model, that goes on with the conversation")
    .option("--say <text>", "an instruction that is added")
    .option("--dry-run", "show what would be done; changes nothing");
  act<Options, [string]>(command, async ({ client, output }, { args: [given], options }) => {
    const { mode, plan, checkpoint, daemon, agent, say, dryRun } = options;
    const sdk = await client();
    const id = await chooseContract(sdk, given);
    const answer = await sdk.resumeSupervisor({
      id,
      resumeMode: mode ?? "continue",
      ...(plan === undefined ? {} : { plan }),
      ...(checkpoint === undefined ? {} : { checkpointId: checkpoint }),
      ...(daemon === undefined ? {} : { targetDaemonId: daemon }),
      ...(agent === undefined ? {} : { agent }),
      ...(say === undefined ? {} : { additionalContext: say }),
      ...(dryRun === undefined ? {} : { dryRun }),
    });
    const title = dryRun === true ? "What would be done" : "What is done";
    output.show(answer, {
      quiet: answer.supervisorTaskId,
      human: () =>
        answer.report === null
          ? [
              `The supervisor (${shortId(answer.supervisorTaskId)}) begins a turn.  ${statusText(answer.status)}`,
            ]
          : drawRestoration(answer.report, { title, contract: shortId(id) }),
    });
  });
}
