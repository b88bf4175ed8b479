import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sleep } from "../ports/clock.ts";
import { readEntry } from "../ports/process-table.ts";
import { openSandbox, sandboxArguments } from "../processes/sandbox.ts";
import { searchPath } from "./config.ts";
import { type DaemonWorld, makeDaemonWorld, readText, until } from "./daemon-world.ts";

const { isOn: hasBubblewrap } = await openSandbox("auto", { searchPath });

let world: DaemonWorld | undefined;

describe("the sandbox", () => {
  it("shows everything read-only, hides what is secret, and then shows what the agent needs", () => {
    const policy = { writable: ["/tmp"], readable: ["/usr"], hidden: ["/root", "/no/such/folder"] };
    expect(sandboxArguments({ cwd: "/tmp", policy })).toEqual(
      "--ro-bind / / --dev /dev --proc /proc --tmpfs /root --ro-bind /usr /usr --bind /tmp /tmp --unshare-pid --die-with-parent --chdir /tmp".split(
        " ",
      ),
    );
  });

  it("that is required and not there is an error with what to do", async () => {
    await expect(openSandbox("require", { searchPath: "/nowhere" })).rejects.toThrow(/Install bubblewrap/);
  });
});

describe.runIf(hasBubblewrap)("an agent in the sandbox", () => {
  const env = { MAKIMA_SANDBOX: "require", PATH: searchPath };

  it("writes and uses git in its worktree alone, sees no secrets, and needs no permission", async () => {
    world = await makeDaemonWorld();
    const { state, home, repository } = world;
    await mkdir(join(home, ".ssh"));
    await writeFile(join(home, ".ssh", "id"), "SECRET");
    await world.start(env);
    world.startRun([
      {
        run: `cat ${home}/.ssh/id; cat ${home}/daemon/identity.json; touch ${repository}/x || echo read-only`,
      },
      {
        run: "git log --oneline && echo b1 > b.txt && git add b.txt && git commit -q -m mine && echo committed",
      },
      { permission: "rm -rf build", as: "leave" },
      { say: "${leave.optionId}" },
    ]);
    expect(await until(() => state.of("turn_ended")[0])).toMatchObject({ error: null });
    const said = state.of("messages").flatMap(({ messages }) => messages);
    const [first = "", second = ""] = said
      .filter(({ toolName, role }) => toolName === "run" && role === "tool_result")
      .map(({ content }) => content);
    expect(first).not.toContain("SECRET");
    expect(first).not.toContain("privateKey");
    expect(first).toContain("read-only");
    expect(second).toMatch(/first\n.*committed/s);
    expect(said.at(-1)?.content).toBe("allow");
    expect(state.of("permission")).toEqual([]);
    expect(state.of("checkpoint")[0]?.checkpoint).toMatchObject({ filesChanged: 1 });
  });

  it("is gone with all its processes as soon as its daemon is killed", async () => {
    world = await makeDaemonWorld();
    const { state } = world;
    const daemon = await world.start(env);
    const { taskId } = world.startRun([{ run: "setsid sleep 1000 & echo started" }, { hang: true }]);
    await until(() => state.of("messages").flatMap(({ messages }) => messages).length === 2);
    const records = (await readText(join(world.home, "daemon", "processes.ndjson"))) ?? "";
    const pid = Number(/"pid":(\d+)/.exec(records)?.[1]);
    expect(await readEntry(pid)).not.toBe(null);
    await daemon.stop("SIGKILL");
    while ((await readEntry(pid)) !== null) await sleep(10);
    expect(taskId).not.toBe("");
  });
});
