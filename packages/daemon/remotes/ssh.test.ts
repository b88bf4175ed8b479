// Remotes by ssh: which program the person's git starts, with which words and in which environment. A stand-in for ssh does what a server would.
import { mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeRemote } from "@makima/testkit/remotes";
import { expect, onTestFinished, test } from "vitest";
import { searchPath } from "../worktrees/testing/world.ts";
import { openStore } from "../worktrees/worktrees.ts";
import { fetchRemote, readRemote } from "./remotes.ts";

/** It notes how it was called, and runs the command that is for the other side here. */
const SSH_STAND_IN = `#!/bin/sh
{ echo "args: $*"; env | sort; if [ -t 0 ] || [ -e /dev/tty ] && (: < /dev/tty) 2>/dev/null; then echo "can ask"; fi; } >> "$HOME/ssh-calls"
for last; do :; done
exec sh -c "$last"
`;

async function makeWorld(program = "ssh") {
  const root = await realpath(await mkdtemp(join(tmpdir(), "makima-ssh-")));
  const remote = await makeRemote(root);
  const stand = join(root, program);
  await writeFile(stand, SSH_STAND_IN, { mode: 0o755 });
  const person = { HOME: root, SSH_AUTH_SOCK: join(root, "agent.sock") };
  const store = await openStore({ home: join(root, "daemon"), searchPath, person });
  onTestFinished(async () => {
    await remote.host.stop();
    await rm(root, { recursive: true, force: true });
  });
  const calls = () => readFile(join(root, "ssh-calls"), "utf8");
  const configure = (command: string) =>
    writeFile(join(root, ".gitconfig"), `[core]\n\tsshCommand = ${command}\n`);
  return { root, remote, stand, store, calls, configure };
}

test.each(["ssh://git@example.test:2222", "git@example.test:"])(
  "%s goes through the person's own ssh, told to ask nothing, with their agent",
  async (beginning) => {
    const { remote, stand, store, calls, configure } = await makeWorld();
    await configure(`${stand} -F theirs`);
    const url = `${beginning}${remote.path}`;
    const baseCommit = await remote.git("rev-parse", "main");
    expect(await readRemote(store, { url })).toMatchObject({ ok: true, baseBranch: "main", baseCommit });
    expect(await fetchRemote(store, { url })).toMatchObject({ ok: true, baseCommit });
    const said = await calls();
    expect(said).toContain("args: -F theirs -oBatchMode=yes");
    expect(said).toContain(`git@example.test git-upload-pack '${remote.path}'`);
    expect(said).toMatch(/^SSH_AUTH_SOCK=/m);
    expect(said).toMatch(/^SSH_ASKPASS_REQUIRE=never$/m);
    expect(said).not.toContain("can ask");
  },
);

test("another program than ssh is started as the person named it", async () => {
  const { remote, stand, store, calls, configure } = await makeWorld("connect");
  await configure(stand);
  expect(await readRemote(store, { url: `example.test:${remote.path}` })).toMatchObject({ ok: true });
  expect(await calls()).toMatch(/^args: (?:-o SendEnv=GIT_PROTOCOL )?example\.test git-upload-pack/m);
});

test("a host that ssh cannot log in to is told as such", async () => {
  const { store, root, configure } = await makeWorld();
  await writeFile(
    join(root, "ssh"),
    '#!/bin/sh\necho "git@example.test: Permission denied (publickey)." >&2\nexit 255\n',
  );
  await configure(join(root, "ssh"));
  expect(await readRemote(store, { url: "git@example.test:a.git" })).toMatchObject({ code: "LOGIN_REFUSED" });
});
