// Shows the install step and the bin in a checkout of their own, with an npm that only writes what npm writes last.
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { root } from "./gates/gate.ts";
import { type Ended, runProgram } from "./ports/run-program.ts";

const lock = (version: string, more: object = {}): string =>
  JSON.stringify({ packages: { "": {}, "node_modules/a": { version }, ...more } });
const pinned = `node_modules/node-${process.platform}-${process.arch}/bin/node`;
// Each call leaves a mark; it takes a while, so that two at once would meet.
const npm = `
import { appendFileSync, copyFileSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
appendFileSync("calls", process.argv.slice(2).join(" ") + "\\n");
rmSync("node_modules", { recursive: true, force: true });
await new Promise((resolve) => setTimeout(resolve, 300));
mkdirSync(${JSON.stringify(dirname(pinned))}, { recursive: true });
symlinkSync(process.execPath, ${JSON.stringify(pinned)});
copyFileSync("package-lock.json", "node_modules/.package-lock.json");
`;

let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "makima-install-"));
  for (const path of ["tools/install.mjs", "packages/cli/bin/pinned-node.js", "packages/cli/bin/makima.js"]) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    copyFileSync(join(root, path), join(folder, path));
  }
  writeFileSync(join(folder, "package.json"), '{"type": "module"}');
  writeFileSync(join(folder, "package-lock.json"), lock("1.0.0"));
  writeFileSync(join(folder, "npm.js"), npm);
  writeFileSync(
    join(folder, "packages/cli/main.ts"),
    "const code: number = 7;\nprocess.stdout.write(process.argv.slice(2).join());\nprocess.exitCode = code;\n",
  );
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("it installs once, and is quiet when nothing is to do", async () => {
  expect((await install()).code).toBe(0);
  expect(await install()).toEqual({ code: 0, output: "" });
  expect(calls()).toEqual(["ci --ignore-scripts --no-audit --no-fund --loglevel=error"]);
  expect(existsSync(join(folder, ".makima"))).toBe(false);
});

test("a changed lockfile is installed, and so is what was interrupted", async () => {
  await install();
  writeFileSync(join(folder, "package-lock.json"), lock("2.0.0"));
  await install();
  rmSync(join(folder, "node_modules/.package-lock.json"));
  await install();
  expect(calls()).toHaveLength(3);
});

test("a new package of the repository is linked", async () => {
  await install();
  const link = { "node_modules/@makima/b": { resolved: "packages/b", link: true } };
  writeFileSync(join(folder, "package-lock.json"), lock("1.0.0", link));
  await install();
  expect(calls()).toHaveLength(2);
});

test("of several at once one installs, also after one was killed", async () => {
  mkdirSync(join(folder, ".makima"));
  writeFileSync(join(folder, ".makima/install.lock"), "999999999");
  const ended = await Promise.all([install(), install(), install()]);
  expect(ended.map(({ code }) => code)).toEqual([0, 0, 0]);
  expect(calls()).toHaveLength(1);
});

test("a program named by the arguments runs on the pinned node, with its code", async () => {
  const { code, output } = await install("packages/cli/main.ts", "a", "b");
  expect({ code, last: output.split("\n").at(-1) }).toEqual({ code: 7, last: "a,b" });
});

test("an npm that fails is told", async () => {
  writeFileSync(join(folder, "npm.js"), "process.exitCode = 1;");
  const { code, output } = await install();
  expect(code).toBe(1);
  expect(output).toContain("npm ci failed");
});

test("an old git is told before anything is installed", async () => {
  mkdirSync(join(folder, "bin"));
  writeFileSync(join(folder, "bin/git"), "#!/bin/sh\necho git version 2.30.2\n");
  chmodSync(join(folder, "bin/git"), 0o755);
  const { code, output } = await run(["tools/install.mjs"], { PATH: join(folder, "bin") });
  expect({ code, output }).toEqual({
    code: 1,
    output: "makima needs git 2.38 or newer; this is 2.30.2. Install a newer one, then run this again.\n",
  });
  expect(existsSync(join(folder, "calls"))).toBe(false);
});

test("the bin runs main with its arguments and code, and says what to run before it can", async () => {
  expect((await run(["packages/cli/bin/makima.js", "up"])).output).toContain("npm ci --ignore-scripts");
  await install();
  expect(await run(["packages/cli/bin/makima.js", "up", "--dev"])).toEqual({ code: 7, output: "up,--dev" });
});

test("another node hands over: the code and the signal are the program's", async () => {
  await install();
  // A shell script in place of the pinned node is certainly not this one.
  rmSync(join(folder, pinned));
  writeFileSync(join(folder, pinned), `#!/bin/sh\nexec ${process.execPath} "$@"\n`);
  chmodSync(join(folder, pinned), 0o755);
  expect(await run(["packages/cli/bin/makima.js", "up"])).toEqual({ code: 7, output: "up" });
  writeFileSync(join(folder, "packages/cli/main.ts"), 'process.kill(process.pid, "SIGKILL");');
  expect(await run(["packages/cli/bin/makima.js"])).toEqual({ code: 128, output: "ended by SIGKILL\n" });
});

function install(...args: readonly string[]): Promise<Ended> {
  return run(["tools/install.mjs", ...args]);
}

function run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return runProgram({
    command: process.execPath,
    args,
    cwd: folder,
    env: { npm_execpath: join(folder, "npm.js"), ...env },
  });
}

function calls(): readonly string[] {
  return readFileSync(join(folder, "calls"), "utf8").trimEnd().split("\n");
}
