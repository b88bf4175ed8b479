// Where a remote's URL leads, over real HTTP and a stand-in for ssh: not into this machine's own network, unless its owner allows it, and to no other
// address than the one that was looked at.
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openRemoteWorld } from "@makima/testkit/remote-world";
import { LOGIN } from "@makima/testkit/remotes";
import { expect, test } from "vitest";
import { findRoute } from "./find-route.ts";
import { openRemote } from "./open-remote.ts";
import { runPersonGit } from "./person-git.ts";
import { readGoal } from "./read-goal.ts";
import { readRemote } from "./remotes.ts";

/** It says where it would go, notes how it was called, and runs the command that is for the other side here. */
const SSH_STAND_IN = `#!/bin/sh
for word; do
  [ "$word" = -G ] && exec cat "$HOME/goes-to"
  last=$word
done
echo "args: $*" >> "$HOME/ssh-calls"
exec sh -c "$last"
`;

async function makeWorld({ privateHosts = [] }: { privateHosts?: readonly string[] } = {}) {
  const world = await openRemoteWorld(privateHosts);
  await writeFile(join(world.home, "ssh"), SSH_STAND_IN, { mode: 0o755 });
  return {
    ...world,
    configure: (text: string) => writeFile(join(world.home, ".gitconfig"), text),
    port: new URL(world.remote.host.url).port,
  };
}

test.each([
  ["https://example.test/a/b", { by: "web", host: "example.test", port: 443 }],
  ["http://127.0.0.1:7000/a", { by: "web", host: "127.0.0.1", port: 7000 }],
  ["https://me:word@example.test:8443/a", { by: "web", host: "example.test", port: 8443 }],
  ["https://2130706433/a", { by: "web", host: "127.0.0.1", port: 443 }],
  ["ssh://git@example.test:2222/a", { by: "ssh", host: "example.test", port: 2222, user: "git" }],
  ["ssh://[::1]/a", { by: "ssh", host: "[::1]", port: null, user: null }],
  ["git@example.test:a/b.git", { by: "ssh", host: "example.test", port: null, user: "git" }],
  ["work:a.git", { by: "ssh", host: "work", port: null, user: null }],
  ["/some/where", null],
  ["file:///some/where", null],
])("%s is taken apart", (address, goal) => {
  expect(readGoal(address)).toEqual(goal);
});

test.each([
  "http://127.0.0.1:1/a",
  "http://localhost:1/a",
  "https://169.254.169.254/latest/meta-data",
  "https://2130706433/a",
  "https://0177.0.0.1/a",
  "https://[::ffff:10.0.0.1]/a",
  "ssh://git@10.0.0.1/a",
  "git@localhost:a.git",
])("%s is refused with the mend, before anything is connected to", async (url) => {
  const { store } = await makeWorld();
  const refused = await readRemote(store, { url });
  expect(refused).toMatchObject({
    code: "PRIVATE_ADDRESS",
    mend: expect.stringMatching(/^If that is meant, add \S+ to privateHosts in config\.json/) as unknown,
  });
});

test("a name that the person's own configuration leads elsewhere is judged by where it leads, without their password", async () => {
  const { store, remote, configure } = await makeWorld();
  const inside = remote.host.url.replace("http://", "http://me:secret-word@");
  await configure(`[url "${inside}/"]\n\tinsteadOf = https://git.example.test/\n`);
  const refused = await readRemote(store, { url: remote.url });
  expect(refused).toMatchObject({ code: "PRIVATE_ADDRESS" });
  expect(JSON.stringify(refused)).not.toContain("secret-word");
});

test("a push is judged by where pushes go", async () => {
  const { store, remote, configure } = await makeWorld();
  await configure(`[url "${remote.host.url}/"]\n\tpushInsteadOf = https://git.invalid/\n`);
  const url = "https://git.invalid/demo.git";
  const folder = await openRemote(store, url);
  expect(await findRoute(store, { url, folder })).toMatchObject({ ok: true });
  expect(await findRoute(store, { url, folder, way: "push" })).toMatchObject({ code: "PRIVATE_ADDRESS" });
});

test.each([[["localhost"]], [["*"]]])(
  "allowed by %j it is reached, pinned to what was looked at",
  async (privateHosts) => {
    const { store, port } = await makeWorld({ privateHosts });
    const url = `http://localhost:${port}/demo.git`;
    const folder = await openRemote(store, url);
    const route = await findRoute(store, { url, folder });
    expect(route).toMatchObject({
      ok: true,
      settings: [
        expect.stringMatching(new RegExp(`^http\\.curloptResolve=localhost:${port}:.*127\\.0\\.0\\.1`)),
      ],
    });
  },
);

const LIST = ["ls-remote", "--symref", "origin", "HEAD", "refs/heads/*"] as const;

test("git goes to the pinned address, whatever the name leads to by then", async () => {
  const { store, remote, port, configure } = await makeWorld();
  const nowhere = `http://${LOGIN.user}:${LOGIN.password}@nowhere.invalid:${port}/`;
  await configure(`[url "${nowhere}"]\n\tinsteadOf = https://git.example.test/\n`);
  const folder = await openRemote(store, remote.url);
  const list = (...settings: string[]) =>
    runPersonGit(store, {
      ...{ folder, command: LIST, timeoutMs: 20_000 },
      route: { ok: true, settings, env: {} },
    });
  expect((await list()).exitCode).not.toBe(0);
  const { stdout } = await list(`http.curloptResolve=nowhere.invalid:${port}:127.0.0.1`);
  expect(stdout.toString("utf8")).toContain("refs/heads/main");
});

test("ssh is asked where it goes, is refused there, and once allowed is pinned with its key under its name", async () => {
  const closed = await makeWorld();
  const told = ["user git", "hostname localhost", "port 2222", "proxycommand none", ""].join("\n");
  const goTo = async ({ home, configure }: typeof closed, text: string): Promise<void> => {
    await configure(`[core]\n\tsshCommand = ${join(home, "ssh")} -F theirs\n`);
    await writeFile(join(home, "goes-to"), text);
  };
  await goTo(closed, told);
  expect(await readRemote(closed.store, { url: `work:${closed.remote.path}` })).toMatchObject({
    code: "PRIVATE_ADDRESS",
    message: expect.stringContaining("leads to localhost, which is") as unknown,
  });

  const open = await makeWorld({ privateHosts: ["work"] });
  await goTo(open, told);
  expect(await readRemote(open.store, { url: `work:${open.remote.path}` })).toMatchObject({ ok: true });
  const calls = await readFile(join(open.home, "ssh-calls"), "utf8");
  expect(calls).toMatch(
    /^args: -F theirs -oBatchMode=yes -oHostName=\S*[1:]\S* -oHostKeyAlias=\[localhost\]:2222 /,
  );

  await goTo(open, `${told}proxyjump gate\n`);
  await rm(join(open.home, "ssh-calls"));
  expect(await readRemote(open.store, { url: `work:${open.remote.path}` })).toMatchObject({ ok: true });
  expect(await readFile(join(open.home, "ssh-calls"), "utf8")).not.toContain("HostName");
});
