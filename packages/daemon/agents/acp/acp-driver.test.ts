import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type LaunchedAgent, launchAgent } from "../../processes/launch-agent.ts";
import { ProcessRecords } from "../../processes/process-records.ts";
import { openSandbox } from "../../processes/sandbox.ts";
import { scriptPrompt } from "../../test/daemon-world.ts";
import { type ContractAgent, describeDriver } from "../driver.contract.ts";
import { acpDriver } from "./acp-driver.ts";
import { connect, dismiss } from "./conversation.ts";

let folder: string;
let records: ProcessRecords;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "makima-driver-"));
  records = await ProcessRecords.open(join(folder, "processes.ndjson"));
});
afterAll(async () => {
  await records.close();
  await rm(folder, { recursive: true, force: true });
});

async function launch(command: [string, ...string[]]): Promise<ContractAgent> {
  const searchPath = "/usr/local/bin:/usr/bin:/bin";
  const sandbox = await openSandbox("off", { searchPath });
  let running: LaunchedAgent | null = null;
  return {
    cwd: folder,
    folder,
    async launch(extra = {}) {
      await running?.kill();
      running = await launchAgent(
        { records, sandbox, folder, home: folder, agentEnvironment: { PATH: searchPath } },
        {
          agent: { driver: "acp", command, env: {}, stateFolders: [] },
          name: "test",
          cwd: folder,
          objectsPath: folder,
          ...extra,
        },
      );
      return running;
    },
    close: async () => running?.kill(),
  };
}

const program = join(import.meta.dirname, "..", "..", "..", "scripted-agent", "main.ts");

const cost = (amount: number): object => ({
  usage: { used: 10, size: 100, cost: { amount, currency: "USD" } },
});

describeDriver("ACP", {
  driver: acpDriver,
  capabilities: { canLoad: true, canInjectResult: false, canSteer: false },
  comesBackAs: "loaded",
  ...{ tellsThoughts: true, tellsOutput: true, usage: "costUsd" },
  steps: {
    flood: [{ print: { bytes: 3_000_000 } }],
    stall: [{ say: "now" }, { hang: true }],
    usage: { more: [cost(0.5)], less: [cost(0.75)] },
    askLeave: [
      { permission: "May I?", as: "leave" },
      { if: { var: "leave.optionId", equals: "allow" }, jump: "yes", else: "no" },
      { id: "yes", say: "I was allowed." },
      { id: "no", say: "That is all." },
    ],
  },
  start: () => launch([process.execPath, program, "--load", "--state", join(folder, "state")]),
  startSilent: () => launch(["sleep", "1000"]),
  prompt: scriptPrompt,
  breakDown: () => ({ prompt: scriptPrompt([{ run: "false", expect: 0 }]), mend: () => undefined }),
});

test("a program that is not needed any more comes to its own end", async () => {
  const agent = await launch(["sh", "-c", "cat > /dev/null; sleep 0.2; touch locks-are-released"]);
  const onEvent = async () => undefined;
  const onPermission = async () => null;
  await dismiss(connect({ onEvent, onPermission }, await agent.launch()));
  await agent.close();
  expect(await readdir(folder)).toContain("locks-are-released");
});
