// The state of a supervisor as people get it: over HTTP, on the command line, and in the streams of its contract and owner.
import { createTestDatabase } from "@makima/testkit/database";
import { openWatcher } from "@makima/testkit/ports/open-watcher";
import { runMakima } from "@makima/testkit/run-makima";
import { beginSupervisor, call } from "@makima/testkit/runs";
import { startServer } from "@makima/testkit/server";
import { createTestWorld } from "@makima/testkit/world";
import { expect, onTestFinished, test } from "vitest";

const database = await createTestDatabase();
const of = await createTestWorld({}, database);
const at = await beginSupervisor(of);
const server = await startServer({ database, apiKey: of.apiKey });
const connection = { MAKIMA_HOME: server.home, MAKIMA_URL: server.url, MAKIMA_API_KEY: of.apiKey };

test("each save point reaches who watches the contract or the owner, whatever of the state it changed", async () => {
  const watcher = await openWatcher({ url: server.url, apiKey: of.apiKey });
  onTestFinished(() => watcher.close());
  const topics = [`contract:${at.contractId}`, "owner"] as const;
  for (const subscribe of topics) watcher.send(JSON.stringify({ subscribe }));
  const live = () => watcher.frames.filter((frame) => "live" in frame).length;
  await expect.poll(live, { timeout: 10_000 }).toBe(topics.length);
  const newest = (topic: string) => {
    const states = watcher.frames.filter((frame) => "kind" in frame && frame.kind === "state");
    return states.findLast((frame) => frame.topic === topic);
  };
  const input = { question: "Which way?", choices: ["left", "right"] };
  await call(of, at, { tool: "report_progress", input: { progress: 40, activity: "Plans" } });
  await call(of, at, { tool: "ask_question", input });
  await call(of, at, { tool: "spawn_task", input: { name: "red", plan: "Make it red" } });
  for (const topic of topics) {
    await expect
      .poll(() => newest(topic), { timeout: 10_000 })
      .toMatchObject({
        data: {
          state: "working",
          currentActivity: "Spawned task red",
          progress: 40,
          pendingQuestions: [{ question: "Which way?" }],
          spawnedTaskIds: [expect.any(String)],
        },
      });
  }
});

test("the command line shows it, for people, for programs and for scripts", async () => {
  const shown = await runMakima(["supervisor", "show", at.contractId], { environment: connection });
  expect(shown).toMatchObject({ exitCode: 0 });
  expect(shown.stdout).toContain("working");
  expect(shown.stdout).toContain("40 %");
  expect(shown.stdout).toContain("Spawned task red");
  expect(shown.stdout).toContain("Which way?");
  const json = await runMakima(["supervisor", "show", at.contractId, "--json"], { environment: connection });
  const { lastActivity: _, ...state } = await server.client.getSupervisor({ id: at.contractId });
  expect(JSON.parse(json.stdout)).toMatchObject(state);
  const quiet = await runMakima(["supervisor", "show", at.contractId, "--quiet"], {
    environment: connection,
  });
  expect(quiet.stdout).toBe("working");
  const nothing = await runMakima(["supervisor", "show", of.world.ids.next()], { environment: connection });
  expect(nothing.exitCode).toBe(3);
});
