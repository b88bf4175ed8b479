import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { randomId } from "../ports/randomness.ts";
import { type DaemonWorld, makeDaemonWorld, runGit, until } from "./daemon-world.ts";

let world: DaemonWorld | undefined;

describe("a task's run", () => {
  it("edits files in its own worktree and says so in order", async () => {
    world = await makeDaemonWorld({
      settings: { onTool: ({ kind }) => (kind === "tool_call" ? { ok: true } : undefined) },
    });
    const { state } = world;
    const daemon = await world.start();
    const run = world.startRun([
      { think: "I look around." },
      { say: "I will write a file." },
      { write: "b.txt", content: "b1\n" },
      { run: "cat a.txt b.txt" },
      { tool: "report_progress", args: { progress: 50, activity: "Half of it" } },
      { say: "Done." },
      { tool: "complete_task", args: { summary: "Wrote b.txt" } },
    ]);
    const ended = await until(() => state.of("turn_ended")[0]);
    expect(ended).toMatchObject({
      taskId: run.taskId,
      epoch: 1,
      turn: 1,
      stopReason: "end_turn",
      error: null,
    });

    const messages = state.of("messages").flatMap((record) => record.messages);
    expect(messages.map(({ source }) => source)).toEqual(messages.map((_, index) => index + 1));
    expect(messages.map(({ role, toolName }) => (toolName === null ? role : `${role} ${toolName}`))).toEqual([
      "thinking",
      "assistant",
      "tool_call write",
      "tool_result write",
      "tool_call run",
      "tool_result run",
      "assistant",
    ]);
    expect(messages[5]?.content).toBe("a1\nb1\n");
    expect(state.of("tool_call").map(({ tool }) => tool)).toEqual(["report_progress", "complete_task"]);

    const kinds = state.records
      .map(({ kind }) => kind)
      // Worktrees are told of by a clock of their own, beside the run.
      .filter((kind) => kind !== "messages" && kind !== "output" && kind !== "worktrees");
    expect(kinds).toEqual(["run_started", "tool_call", "checkpoint", "tool_call", "turn_ended"]);
    const [checkpoint] = state.of("checkpoint");
    expect(checkpoint?.checkpoint).toMatchObject({
      number: 1,
      reason: "completed",
      filesChanged: 1,
      linesAdded: 1,
    });
    await until(() => state.heartbeats.some(({ runs }) => runs[0]?.progress === 50));
    expect(await runGit(world.repository, ["status", "--porcelain"])).toBe("");

    const { taskId, epoch } = run;
    state.command({ kind: "stop_run", taskId, epoch, reason: "parked", graceMs: 1000 });
    const over = await until(() => state.of("run_ended")[0]);
    expect(over).toMatchObject({ reason: "stopped", detail: "parked" });
    expect(await daemon.stop()).toBe(0);
  });

  it("merges a result and delivers the branch", async () => {
    world = await makeDaemonWorld({
      settings: { onTool: ({ kind }) => (kind === "tool_call" ? { ok: true } : undefined) },
    });
    const { state, repository } = world;
    await world.start();
    const run = world.startRun([{ write: "b.txt", content: "b1\n" }]);
    await until(() => state.of("turn_ended")[0]);
    const commit = state.of("checkpoint")[0]?.checkpoint.commit ?? "";
    const { contractId, taskId, contractBranch } = run;
    const place = { contractId, taskId, contractBranch, branchCommit: null, repository: run.repository };
    const diff = state.command({ kind: "diff", ...place, commit, baseCommit: null });
    const wanted = { kind: "merge" as const, ...place, taskName: "A task", commit };
    const merge = state.command({ ...wanted, mergeId: randomId(), keep: null });
    const check = state.command({
      kind: "check_repository",
      path: join(repository, "nowhere"),
      baseBranch: null,
    });
    await until(() => state.of("command_done").length === 3);
    const results = new Map(state.of("command_done").map(({ commandId, result }) => [commandId, result]));
    expect(results.get(diff)).toMatchObject({ ok: true, value: { files: [{ path: "b.txt", added: 1 }] } });
    expect(results.get(merge)).toMatchObject({
      ok: true,
      value: { merged: true, delivered: { ref: `refs/heads/${contractBranch}`, note: null } },
    });
    expect(results.get(check)).toMatchObject({
      ok: true,
      value: { ok: false, problem: { code: "PATH_NOT_FOUND" } },
    });
    expect(await runGit(repository, ["show", `${contractBranch}:b.txt`])).toBe("b1\n");

    state.command({ kind: "stop_run", taskId, epoch: run.epoch, reason: "finished", graceMs: 1000 });
    await until(() => state.of("run_ended")[0]);
    await writeFile(join(world.home, "daemon", "worktrees", taskId, "b.txt"), "changed since\n");
    const keep = { number: 2, message: "As it stood at its merge" };
    const again = state.command({ ...wanted, mergeId: randomId(), keep });
    const done = await until(() => state.of("command_done").find(({ commandId }) => commandId === again));
    expect(done.result).toMatchObject({
      ok: true,
      value: { merged: true, kept: { reason: "merge", number: 2, filesChanged: 1 } },
    });
    expect(await runGit(repository, ["show", `${contractBranch}:b.txt`])).toBe("changed since\n");
  });
});
