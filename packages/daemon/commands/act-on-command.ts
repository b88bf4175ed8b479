// Does what a command says: runs get theirs, and what needs the daemon's hands is answered by a record.
import { COMMANDS_WITH_RESULT, type MeshCommand, type MeshRecord } from "@makima/protocol/mesh";
import type { Logger } from "pino";
import { GitError } from "../git/git-error.ts";
import type { CommandJournal, NumberedCommand } from "../journal/command-journal.ts";
import type { RunCommand, Runs } from "../runs/runs.ts";
import { type Store, WorktreeError } from "../worktrees/worktrees.ts";
import { answerCheck } from "./answer-check.ts";
import { answerDiff } from "./answer-diff.ts";
import { answerInspect } from "./answer-inspect.ts";
import { answerMerge } from "./answer-merge.ts";

export interface CommandParts {
  readonly store: Store;
  readonly runs: Runs;
  readonly journal: CommandJournal;
  readonly log: Logger;
  append(record: MeshRecord, options: { sync: boolean }): Promise<void>;
}

type HandsCommand = Exclude<MeshCommand, RunCommand>;

export function actOnCommand(parts: CommandParts, { id, command }: NumberedCommand): void {
  if (!isForHands(command)) return parts.runs.act(command);
  doByHand(parts, { id, command }).catch((error: unknown) => {
    // It stays unfinished in the journal: the next start does it again.
    parts.log.error({ err: error, id, kind: command.kind }, "a command could not be finished");
  });
}

function isForHands(command: MeshCommand): command is HandsCommand {
  return COMMANDS_WITH_RESULT.some((kind) => kind === command.kind);
}

async function doByHand(
  parts: CommandParts,
  { id, command }: { id: string; command: HandsCommand },
): Promise<void> {
  const result = await answer(parts.store, command).then(
    (value) => ({ ok: true as const, value }),
    (error: unknown) => {
      parts.log.warn({ err: error, id, kind: command.kind }, "a command failed");
      const code = error instanceof WorktreeError || error instanceof GitError ? error.code : "INTERNAL";
      return { ok: false as const, code, message: error instanceof Error ? error.message : String(error) };
    },
  );
  await parts.append({ kind: "command_done", commandId: id, result }, { sync: true });
  await parts.journal.finish(id);
}

function answer(store: Store, command: HandsCommand): Promise<unknown> {
  switch (command.kind) {
    case "check_repository":
      return answerCheck(store, command);
    case "merge":
      return answerMerge(store, command);
    case "diff":
      return answerDiff(store, command);
    case "inspect_worktree":
      return answerInspect(store, command);
  }
}
