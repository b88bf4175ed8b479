// What hands without git answer to commands that leave nothing behind in the server's world but their result.
import type { MeshCommand } from "@makima/protocol/mesh";

type Plain = Extract<
  MeshCommand,
  { kind: "make_branch" | "try_command" | "list_files" | "read_file" | "fetch_base" | "deliver" }
>;

export function answerPlainly(command: Plain): unknown {
  switch (command.kind) {
    case "make_branch":
      return { branchName: command.branchName, commit: command.commit };
    case "try_command":
      return { exitCode: 0, ending: "exited", output: "", durationMs: 0 };
    case "list_files":
      return { files: [], isCut: false };
    case "read_file":
      return null;
    case "fetch_base":
      return {
        ok: true,
        path: command.path,
        baseBranch: command.baseBranch,
        baseCommit: NEWEST_BASE,
      };
    case "deliver":
      return {
        ...{ delivered: true, commit: command.branchCommit, ref: `refs/heads/${command.contractBranch}` },
        ...{ remote: command.repository.path, note: null },
      };
  }
}

const NEWEST_BASE = "b".repeat(40);
