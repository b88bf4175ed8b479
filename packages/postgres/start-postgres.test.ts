// A home's database is made once, found again, adopted after a crash of its parent, and started by one program at a time.
import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { identifyProcess } from "./ports/process-table.ts";
import { ownProcessId, signalProcess } from "./ports/processes.ts";
import { type RunningPostgres, startPostgres } from "./postgres.ts";
import { socketFolderOf } from "./socket-folder.ts";
import { ask, lineOf, newHome, startNode, until } from "./test-home.ts";

async function start(home: string, settings = {}): Promise<RunningPostgres> {
  const server = await startPostgres({ home, settings });
  onTestFinished(() => server.stop("immediate"));
  return server;
}

describe("a start", () => {
  test("makes the database with its promised properties, and a second one keeps what was written", async () => {
    const home = await newHome();
    const first = await start(home, { work_mem: "7MB" });
    expect(first.adopted).toBe(false);
    const shown = ["fsync", "data_checksums", "listen_addresses", "server_encoding", "work_mem"];
    const sql = shown.map((name) => `current_setting('${name}')`).join(", ");
    const locale =
      "(SELECT datlocprovider::text || datlocale FROM pg_database WHERE datname = current_database())";
    expect(await ask(first, `SELECT ${sql}, ${locale}, current_user, current_database()`)).toEqual([
      ["on", "on", "", "UTF8", "7MB", "bC.UTF-8", "makima", "makima"],
    ]);
    await ask(first, "CREATE TABLE kept AS SELECT 42 AS value");
    await first.stop("fast");
    expect(await readdir(home)).not.toContain("data.new");
    const second = await start(home);
    expect(await ask(second, "SELECT value::text FROM kept")).toEqual([["42"]]);
  });

  test("leaves no process, socket or claim behind when it is stopped", async () => {
    const home = await newHome();
    const server = await start(home);
    expect((await stat(server.config.host)).mode & 0o777).toBe(0o700);
    await server.stop("smart");
    expect(await identifyProcess(server.pid)).toBeNull();
    await expect(stat(server.config.host)).rejects.toMatchObject({ code: "ENOENT" });
    expect((await readdir(home)).filter((name) => name.startsWith("keeper-"))).toEqual([]);
  });

  test("is our direct child, so that its pid is the postmaster's", async () => {
    const home = await newHome();
    const server = await start(home);
    const stat = await readFile(`/proc/${server.pid}/stat`, "utf8");
    expect(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]).toBe(String(ownProcessId));
    expect(stat).toContain("(postgres)");
  });

  test("works in a home whose path is longer than a socket's may be", async () => {
    const home = await newHome(join(..."abc".split("").map((letter) => letter.repeat(90)), "with space"));
    const server = await start(home);
    expect(await ask(server, "SELECT 'here'")).toEqual([["here"]]);
  });

  test("removes a data.new that a killed start left", async () => {
    const home = await newHome();
    await mkdir(join(home, "data.new", "base"), { recursive: true });
    await writeFile(join(home, "data.new", "PG_VERSION"), "18\n");
    const server = await start(home);
    expect(await ask(server, "SELECT 1::text")).toEqual([["1"]]);
    expect(await readdir(home)).not.toContain("data.new");
  });

  test("begins anew after its program was killed in the middle of making the database", async () => {
    const home = await newHome();
    const parent = await startNode({ home, code: "await postgres.startPostgres({ home });" });
    await until(() => stat(join(home, "data.new", "base")).catch(() => null));
    signalProcess(parent.pid, "SIGKILL");
    await parent.exited;
    const server = await start(home);
    expect(await ask(server, "SELECT 1::text")).toEqual([["1"]]);
  });

  test("recovers after a kill of the postmaster with a backend that is busy", async () => {
    const home = await newHome();
    const first = await start(home);
    await ask(first, "CREATE TABLE kept AS SELECT 1 AS value");
    const busy = ask(first, "SELECT count(*) FROM generate_series(1, 1e12)").catch(() => "cut");
    const backends =
      "SELECT count(*)::text FROM pg_stat_activity WHERE query LIKE '%generate_series(1, 1e12)' AND state = 'active'";
    await expect.poll(() => ask(first, backends)).toEqual([["1"]]);
    signalProcess(first.pid, "SIGKILL");
    expect(await first.exited).toEqual({ kind: "child", code: null, signal: "SIGKILL" });
    const second = await start(home);
    expect(second.adopted).toBe(false);
    expect(await ask(second, "SELECT value::text FROM kept")).toEqual([["1"]]);
    expect(await busy).toBe("cut");
  });
});

describe("a server whose parent was killed", () => {
  test("goes on, is adopted, and is stopped by whoever adopted it", async () => {
    const home = await newHome();
    const parent = await startNode({
      home,
      code: "const server = await postgres.startPostgres({ home }); console.log('pid', server.pid);",
    });
    const pid = Number((await lineOf(parent.output, "pid ")).slice(4));
    signalProcess(parent.pid, "SIGKILL");
    await parent.exited;
    const adopted = await start(home);
    expect(adopted).toMatchObject({ adopted: true, pid });
    expect(await ask(adopted, "SELECT 1::text")).toEqual([["1"]]);
    await adopted.stop("fast");
    expect(await adopted.exited).toEqual({ kind: "adopted" });
    expect(await identifyProcess(pid)).toBeNull();
  });
});

describe("a postmaster.pid that is left over", () => {
  test.each(["no process", "another program"])("of %s stops nobody", async (owner) => {
    const home = await newHome();
    const first = await start(home);
    const file = join(home, "data", "postmaster.pid");
    const text = await readFile(file, "utf8");
    await first.stop("fast");
    // PostgreSQL refuses to start over a live pid, unless it is its parent's; it could not be told from an old server.
    const other = await startNode({ home, code: "setInterval(() => {}, 1000)" });
    const pid = owner === "no process" ? 4_194_303 : other.pid;
    await writeFile(file, text.replace(/^\d+/, String(pid)), { mode: 0o600 });
    const second = await start(home);
    expect(second).toMatchObject({ adopted: false });
  });
});

describe("two programs on one home", () => {
  test("that start in the same instant: one gets it, the others are told who has it", async () => {
    const home = await newHome();
    const code =
      "await postgres.startPostgres({ home }).then((s) => console.log('started', s.adopted), (e) => console.log('refused', e.code));";
    const programs = await Promise.all([1, 2, 3, 4].map(() => startNode({ home, code })));
    const lines = await Promise.all(
      programs.map(({ output }) => Promise.race([lineOf(output, "started"), lineOf(output, "refused")])),
    );
    expect(lines.toSorted()).toEqual([
      "refused DATA_DIR_IN_USE",
      "refused DATA_DIR_IN_USE",
      "refused DATA_DIR_IN_USE",
      "started false",
    ]);
  });

  test("one after the other: the second is refused with the pid of the first", async () => {
    const home = await newHome();
    await start(home);
    await expect(start(home)).rejects.toMatchObject({
      code: "DATA_DIR_IN_USE",
      retryable: false,
      message: expect.stringContaining(`pid ${ownProcessId}`) as string,
    });
  });
});

describe("a folder that cannot be used", () => {
  test("of another version is refused and left as it was", async () => {
    const home = await newHome();
    await mkdir(join(home, "data"), { recursive: true });
    await writeFile(join(home, "data", "PG_VERSION"), "15\n");
    await expect(start(home)).rejects.toMatchObject({ code: "DATA_DIR_OTHER_VERSION" });
    expect(await readdir(join(home, "data"))).toEqual(["PG_VERSION"]);
  });

  test("with other people's files is refused and left as it was", async () => {
    const home = await newHome();
    await mkdir(join(home, "data"), { recursive: true });
    await writeFile(join(home, "data", "letter.txt"), "dear");
    await expect(start(home)).rejects.toMatchObject({ code: "DATA_DIR_NOT_POSTGRES" });
    expect(await readdir(join(home, "data"))).toEqual(["letter.txt"]);
  });

  // sysfs refuses new folders to root as well, which a mode does not.
  test("that is read-only is refused with its path", async () => {
    await expect(startPostgres({ home: "/sys/makima/database" })).rejects.toMatchObject({
      code: "DATA_DIR_NOT_WRITABLE",
      message: expect.stringContaining("/sys/makima/database") as string,
    });
  });

  test.each(["a link", "open to others"])("because its socket folder is %s is refused", async (fault) => {
    const home = await newHome();
    const folder = socketFolderOf(home);
    if (fault === "a link") await symlink("/tmp", folder);
    else await mkdir(folder).then(() => chmod(folder, 0o755));
    await expect(start(home)).rejects.toMatchObject({ code: "SOCKET_FOLDER_UNSAFE" });
  });
});

test("a start that fails says so with the last lines of the log, and the next one works", async () => {
  const home = await newHome();
  await expect(start(home, { shared_buffers: "nonsense" })).rejects.toMatchObject({
    code: "START_FAILED",
    retryable: true,
    message: expect.stringContaining("nonsense") as string,
  });
  await start(home);
});

test("an aborted start throws the reason and leaves nothing running", async () => {
  const home = await newHome();
  const stopping = new AbortController();
  const started = startPostgres({ home, signal: stopping.signal });
  stopping.abort(new Error("changed my mind"));
  await expect(started).rejects.toThrow("changed my mind");
  await start(home);
});
