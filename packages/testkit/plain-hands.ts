// What hands without git answer to commands that leave nothing behind in the server's world but their result.
import type { MeshCommand } from "@makima/protocol/mesh";

type Plain = Extract<MeshCommand, { kind: "make_branch" | "try_command" }>;

export function answerPlainly(command: Plain): unknown {
  switch (command.kind) {
    case "make_branch":
      return { branchName: command.branchName, commit: command.commit };
    case "try_command":
      return { exitCode: 0, ending: "exited", output: "", durationMs: 0 };
  }
}
