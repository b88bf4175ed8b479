// PostgreSQL never runs as root: root takes a user namespace, and where that is forbidden the account `nobody`.
import { readdir, readFile, rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { chooseAccount } from "./choose-account.ts";
import { endProcesses } from "./end-processes.ts";
import { ownUserId, signalProcess } from "./ports/processes.ts";
import { startPostgres } from "./postgres.ts";
import { shortHash } from "./socket-folder.ts";
import { ask, lineOf, newHome, startNode, startProgram, until } from "./test-home.ts";

test("an ordinary user runs it as itself, root never as root", async () => {
  const self = ownUserId();
  const kinds = self === 0 ? ["user_namespace", "nobody"] : ["self"];
  expect(kinds).toContain((await chooseAccount({ stayNobody: false })).kind);
});

// Only root has this choice to make, and only root can forbid itself namespaces without touching the machine's own.
test.runIf(ownUserId() === 0)("root without user namespaces stays nobody when they come back", async () => {
  const home = await newHome();
  const folder = join("/var/lib/makima", shortHash(home));
  onTestFinished(async () => {
    await endProcesses([{ program: "postgres", folder: join(folder, "data") }]);
    await rm(folder, { recursive: true, force: true });
    if ((await readdir(dirname(folder))).length === 0) await rmdir(dirname(folder));
  });
  const namespace = await namespaceOfAllUsers(home);
  const code = `const server = await postgres.startPostgres({ home });
    console.log("pid", server.pid);
    process.once("SIGTERM", () => server.stop("fast"));`;
  const forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$0" "$@"';
  const args = ["--user", "--target", String(namespace), "--", "sh", "-c", forbid];
  const program = await startNode({ home, code, through: { program: "nsenter", args } });
  const pid = Number((await lineOf(program.output, "pid ")).slice(4));
  expect(await readFile(`/proc/${pid}/status`, "utf8")).toMatch(/^Uid:\t65534\t65534\t/m);
  expect((await stat(join(folder, "data"))).uid).toBe(65_534);
  signalProcess(program.pid, "SIGTERM");
  expect(await program.exited).toMatchObject({ code: 0 });

  const again = await startPostgres({ home });
  onTestFinished(() => again.stop("immediate"));
  expect(await ask(again, "SELECT current_setting('data_directory')")).toEqual([[join(folder, "data")]]);
});

/** A user namespace with a limit of its own in which every user is who they are outside; returns its holder's pid. */
async function namespaceOfAllUsers(home: string): Promise<number> {
  const { pid } = await startProgram(home, { program: "unshare", args: ["--user", "sleep", "600"] });
  await until(async () => (await readFile(`/proc/${pid}/comm`, "utf8")) === "sleep\n");
  for (const map of ["uid_map", "gid_map"]) await writeFile(`/proc/${pid}/${map}`, "0 0 65536\n");
  return pid;
}
