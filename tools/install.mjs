// Makes node_modules what the lockfile says, then runs the program named by the arguments (if any) on the pinned Node.
// Plain JavaScript without dependencies: it is the first thing that runs in a fresh clone, on the machine's own Node.
import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { handOver, pinnedNode } from "../packages/cli/bin/pinned-node.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const lockFolder = join(root, ".makima");
const lockFile = join(lockFolder, "install.lock");
const ownFile = `${lockFile}.${process.pid}`;
const [program, ...args] = process.argv.slice(2);

if (!isInstalled()) {
  refuseOldMachine();
  await withLock(() => {
    if (!isInstalled()) install();
  });
}
if (program !== undefined) {
  await handOver({ node: pinnedNode(), program: resolve(root, program), args });
}

// npm keeps a copy of what it installed in node_modules/.package-lock.json and writes it last, so an install that was
// interrupted has none. Packages of other platforms are in the lockfile and not in the copy; they are all optional.
function isInstalled() {
  const wanted = readPackages(join(root, "package-lock.json"));
  const installed = readPackages(join(root, "node_modules", ".package-lock.json"));
  if (wanted === undefined)
    stop("package-lock.json is missing or broken. Get it back with `git checkout package-lock.json`.");
  if (installed === undefined || pinnedNode() === undefined) return false;
  // A package of this repository has neither version nor integrity there: only that it is a link.
  const same = (path) =>
    installed[path] !== undefined &&
    wanted[path] !== undefined &&
    ["version", "integrity", "link"].every((field) => installed[path][field] === wanted[path][field]);
  const isRequired = (path) =>
    path.startsWith("node_modules/") && !wanted[path].optional && !wanted[path].devOptional;
  return (
    Object.keys(installed).every(same) && Object.keys(wanted).every((path) => !isRequired(path) || same(path))
  );
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function refuseOldMachine() {
  if (isOlder(process.versions.node, [20, 19])) {
    stop(
      `makima needs Node 20.19 or newer to install itself; this is ${process.versions.node}. Get one from nodejs.org.`,
    );
  }
  const git = spawnSync("git", ["--version"], { encoding: "utf8" });
  if (git.error !== undefined)
    stop("makima needs git 2.38 or newer, and there is no git on PATH. Install it, then run this again.");
  const version = /\d+\.\d+[\d.]*/.exec(git.stdout)?.[0] ?? "0.0";
  if (isOlder(version, [2, 38]))
    stop(`makima needs git 2.38 or newer; this is ${version}. Install a newer one, then run this again.`);
}

function isOlder(version, [leastMajor, leastMinor]) {
  const [major, minor] = version.split(".").map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}

// Two commands begun at once must not both delete and fill node_modules: the second waits, then finds the work done.
async function withLock(work) {
  let told = false;
  for (let holder = takeLock(); holder !== undefined; holder = takeLock()) {
    if (!told) say(`Waiting for process ${holder}, which installs the packages.`);
    told = true;
    await sleep(200);
  }
  const letGo = () => rmSync(lockFile, { force: true });
  process.once("exit", letGo);
  work();
  process.removeListener("exit", letGo);
  letGo();
  removeIfEmpty(lockFolder);
}

/** Takes the lock (by a link, so that the file never exists without its content) and returns undefined, or returns the id of the process that has it. */
function takeLock() {
  mkdirSync(lockFolder, { recursive: true });
  try {
    writeFileSync(ownFile, String(process.pid));
    linkSync(ownFile, lockFile);
    return undefined;
  } catch (error) {
    // The folder may have been removed in between by the one who let go.
    if (error.code === "ENOENT") return takeLock();
    if (error.code !== "EEXIST") throw error;
  } finally {
    rmSync(ownFile, { force: true });
  }
  const holder = readHolder(lockFile);
  if (holder === undefined) return takeLock();
  return isAlive(holder) ? holder : takeOver(holder);
}

// The holder was killed. Moving its file away is atomic, so of several that saw it dead one does it; if that one moved
// a living process's file instead, which was made in between, it is put back.
function takeOver(deadHolder) {
  try {
    renameSync(lockFile, ownFile);
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return takeLock();
  }
  if (readHolder(ownFile) !== deadHolder) linkSync(ownFile, lockFile);
  rmSync(ownFile);
  return takeLock();
}

/** The process id in a lock file, or undefined when the file is gone. */
function readHolder(path) {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch (error) {
    if (error.code !== "ENOENT") throw error;
    return undefined;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function removeIfEmpty(folder) {
  try {
    rmdirSync(folder);
  } catch (error) {
    if (!["ENOENT", "ENOTEMPTY", "EEXIST"].includes(error.code)) throw error;
  }
}

function install() {
  say(
    "Installing packages as the lockfile says (npm ci --ignore-scripts); the first time takes about a minute.",
  );
  const started = performance.now();
  const options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const viaNode = npm?.endsWith(".js");
  const { status, error } = spawnSync(
    viaNode ? process.execPath : "npm",
    viaNode ? [npm, ...options] : options,
    {
      cwd: root,
      stdio: ["ignore", 2, 2],
      shell: !viaNode && process.platform === "win32",
    },
  );
  if (error !== undefined)
    stop(`npm could not be started (${error.code}). Install npm, then run this again.`);
  if (status !== 0) stop("npm ci failed; its reason is above. When it is mended, run this again.");
  if (pinnedNode() === undefined) {
    stop(
      `There is no Node 24 package for ${process.platform}-${process.arch}, or npm could not fetch it: see optionalDependencies in package.json.`,
    );
  }
  say(`Installed in ${Math.round((performance.now() - started) / 1000)} s.`);
}

function say(line) {
  process.stderr.write(`${line}\n`);
}

function stop(line) {
  say(line);
  process.exit(1);
}
