// What a thread of Codex is begun and resumed with: the person's own configuration, and what a run of ours needs beside it.
import type { Effort } from "@makima/core/agent";

/** Codex has tools of its own beside ours; words for the few things that only we know. */
const instructions = [
  "You work under makima, in a worktree of your own; nobody looks at your terminal.",
  'Ask a person with the tool ask_question. When a tool answers {"status": "pending"}, end your turn: your next turn begins with the result.',
].join("\n");

export function threadSettings(place: {
  readonly cwd: string;
  readonly model: string | null;
  readonly effort: Effort | null;
  readonly isSandboxed: boolean;
  readonly trustRepository: boolean;
}): Record<string, unknown> {
  const { cwd, model, effort, isSandboxed, trustRepository } = place;
  return {
    cwd,
    ...(model === null ? {} : { model }),
    approvalPolicy: "on-request",
    approvalsReviewer: "user",
    // Inside our sandbox its own is not needed, and would make `.git` read-only.
    sandbox: isSandboxed ? "danger-full-access" : "workspace-write",
    developerInstructions: instructions,
    config: {
      ...(effort === null ? {} : { model_reasoning_effort: effort }),
      // Without this Codex writes "trusted" for the worktree into the person's configuration, and runs what the repository's own says.
      projects: { [cwd]: { trust_level: trustRepository ? "trusted" : "untrusted" } },
      // Its own helpers would work in the worktree without a task, a budget or a place in the history.
      "features.multi_agent": false,
      "features.goals": false,
      notify: [],
    },
  };
}
