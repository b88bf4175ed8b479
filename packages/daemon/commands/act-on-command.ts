// Does what a command says: runs get theirs, and what needs the daemon's hands is answered by a record.
import { COMMANDS_WITH_RESULT, type MeshCommand, type MeshRecord } from "@makima/protocol/mesh";
import type { Logger } from "pino";
import { GitError } from "../git/git-error.ts";
import type { CommandJournal, NumberedCommand } from "../journal/command-journal.ts";
import type { LaunchParts } from "../processes/launch-agent.ts";
import type { RunParts } from "../runs/run-parts.ts";
import type { RunCommand, Runs } from "../runs/runs.ts";
import { withRoom } from "../spool/with-room.ts";
import { type Store, WorktreeError } from "../worktrees/worktrees.ts";
import { answerCheck, answerFetchBase } from "./answer-check.ts";
import { answerCheckpoint } from "./answer-checkpoint.ts";
import { answerListFiles, answerReadFile } from "./answer-code.ts";
import { answerDeliver } from "./answer-deliver.ts";
import { answerDiff } from "./answer-diff.ts";
import { answerInspect } from "./answer-inspect.ts";
import { answerMakeBranch } from "./answer-make-branch.ts";
import { answerMerge } from "./answer-merge.ts";
import { answerPreview } from "./answer-preview.ts";
import { answerRemoveWorktree } from "./answer-remove-worktree.ts";
import { answerReturnWorktree } from "./answer-return-worktree.ts";
import { answerRewind } from "./answer-rewind.ts";
import { answerTry } from "./answer-try.ts";

export interface CommandParts {
  readonly store: Store;
  readonly runs: Runs;
  readonly launch: LaunchParts;
  readonly journal: CommandJournal;
  readonly log: Logger;
  readonly bring: RunParts["bring"];
  readonly runParts: RunParts;
  /** Whether a command that a former process did not finish is still this daemon's to do. */
  stands(commandId: string): Promise<boolean>;
  /** A contract's branch may have moved. */
  onMerged(): void;
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

/** While this daemon was away, the command may have been given to another one: done here as well, it would move a branch behind its back. */
export function redoCommand(parts: CommandParts, unfinished: NumberedCommand): void {
  const redo = async (): Promise<void> => {
    if (await parts.stands(unfinished.id)) return actOnCommand(parts, unfinished);
    parts.log.info({ id: unfinished.id }, "a command that was cut short is not to be done here any more");
    await parts.journal.finish(unfinished.id);
  };
  redo().catch((error: unknown) => {
    parts.log.error({ err: error, id: unfinished.id }, "a command that was cut short could not be taken up");
  });
}
// A command is done or waits; the end of the daemon's program ends its waiting.
const neverEnds = new AbortController().signal;

function isForHands(command: MeshCommand): command is HandsCommand {
  return COMMANDS_WITH_RESULT.some((kind) => kind === command.kind);
}

async function doByHand(
  parts: CommandParts,
  { id, command }: { id: string; command: HandsCommand },
): Promise<void> {
  const room = { folder: parts.store.home, signal: neverEnds };
  const result = await withRoom(room, () => answer(parts, command)).then(
    (value) => ({ ok: true as const, value }),
    (error: unknown) => {
      parts.log.warn({ err: error, id, kind: command.kind }, "a command failed");
      const code = error instanceof WorktreeError || error instanceof GitError ? error.code : "INTERNAL";
      return { ok: false as const, code, message: error instanceof Error ? error.message : String(error) };
    },
  );
  await parts.append({ kind: "command_done", commandId: id, result }, { sync: true });
  await parts.journal.finish(id);
  if (command.kind === "merge") parts.onMerged();
  if (command.kind === "remove_worktree" || command.kind === "return_worktree")
    parts.runParts.onWorktree(command.taskId);
}

function answer(parts: CommandParts, command: HandsCommand): Promise<unknown> {
  switch (command.kind) {
    case "check_repository":
      return answerCheck(parts.store, command);
    case "fetch_base":
      return answerFetchBase(parts.store, command);
    case "deliver":
      return answerDeliver(parts, command);
    case "merge":
      return answerMerge(parts, command);
    case "diff":
      return answerDiff(parts, command);
    case "list_files":
      return answerListFiles(parts, command);
    case "read_file":
      return answerReadFile(parts, command);
    case "make_branch":
      return answerMakeBranch(parts, command);
    case "try_command":
      return answerTry(parts, command);
    case "inspect_worktree":
      return answerInspect(parts, command);
    case "preview_rewind":
      return answerPreview(parts, command);
    case "rewind_worktree":
      return answerRewind(parts, command);
    case "remove_worktree":
      return answerRemoveWorktree(parts, command);
    case "return_worktree":
      return answerReturnWorktree(parts, command);
    case "make_checkpoint":
      return answerCheckpoint(parts, command);
  }
}
