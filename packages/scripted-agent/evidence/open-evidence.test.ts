// The evidence log: what is in it, and that each line is on disk before the thing is done.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { serveTools } from "../testing/ports/serve-tools.ts";
import {
  type EvidenceLine,
  makeFolder,
  readEvidence,
  scriptPrompt,
  startAgent,
} from "../testing/ports/start-agent.ts";

test("inputs and effects stand in order, with session, process and step", async () => {
  using folder = makeFolder();
  const file = join(folder.path, "log", "evidence.jsonl");
  let seenAtCall: EvidenceLine[] = [];
  await using server = await serveTools({
    merge_task: () => {
      seenAtCall = readEvidence(file);
      return { merged: true };
    },
  });
  await using agent = await startAgent({ flags: ["--log", file] });
  const sessionId = await agent.newSession(folder.path, [server.address]);
  const copy = `cat ${file} > copy`;
  const steps = [
    { say: "hello" },
    { id: "merging", merge: "t" },
    { run: copy },
    { write: "a", content: "b" },
  ];
  const prompt = scriptPrompt(steps);
  await agent.prompt(sessionId, prompt);
  const lines = readEvidence(file);
  expect(lines.map(({ type, kind }) => `${type} ${kind}`)).toEqual([
    "input new",
    "input prompt",
    "effect say",
    ...["effect tool_call", "input tool_result"],
    ...["effect tool_call", "effect run", "input tool_result"],
    ...["effect tool_call", "effect write", "input tool_result"],
    "effect end_turn",
  ]);
  expect(new Set(lines.map((line) => line.sessionId))).toEqual(new Set([sessionId]));
  expect(new Set(lines.map((line) => line.pid))).toEqual(new Set([agent.child.pid]));
  expect(lines[1]).toMatchObject({ text: prompt });
  const { toolCallId } = server.calls[0] ?? {};
  expect(lines[3]).toMatchObject({ step: "1-1", stepId: "merging", toolCallId, toolName: "merge_task" });
  expect(lines[4]).toMatchObject({ toolCallId, result: { merged: true } });
  expect(seenAtCall.at(-1)).toEqual(lines[3]);
  const seenByCommand = readFileSync(join(folder.path, "copy"), "utf8").trimEnd().split("\n");
  expect(JSON.parse(seenByCommand.at(-1) ?? "")).toMatchObject({ kind: "run", command: copy });
});

test("a crash and a cancel are in the log", async () => {
  using folder = makeFolder();
  const file = join(folder.path, "evidence.jsonl");
  await using agent = await startAgent({ flags: ["--log", file] });
  const sessionId = await agent.newSession(folder.path);
  const turn = agent.prompt(sessionId, scriptPrompt([{ hang: true }, { crash: 1 }]));
  await expect.poll(() => existsSync(file) && readEvidence(file).at(-1)?.kind).toBe("hang");
  await agent.cancel(sessionId);
  expect(await turn).toBe("cancelled");
  await expect(agent.prompt(sessionId, "go on")).rejects.toThrow();
  const kinds = readEvidence(file).map(({ kind }) => kind);
  expect(kinds).toEqual(["new", "prompt", "hang", "cancel", "end_turn", "prompt", "crash"]);
});
