// Remotes behind OpenSSH's own server, by the person's own ssh: read, fetched and pushed, and what is said when the server or its key is not as it was.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasSshServer, openSshHost } from "@makima/testkit/ports/ssh-host";
import { openRemoteWorld } from "@makima/testkit/remote-world";
import { describe, expect, onTestFinished, test } from "vitest";
import { pushBranch, readRemote } from "./remotes.ts";
import { makeWork, useRemote } from "./testing/use-remote.ts";

type Configured = { key?: "known" | "stranger"; knowsHost?: boolean; more?: readonly string[] };

async function makeWorld({ privateHosts = ["localhost"] }: { privateHosts?: readonly string[] } = {}) {
  const world = await openRemoteWorld(privateHosts);
  const host = await openSshHost(join(world.root, "ssh"));
  onTestFinished(() => host.stop());
  // ssh itself looks for its configuration in the account's home, which is nobody's here.
  const configure = async ({ key = "known", knowsHost = true, more = [] }: Configured = {}) => {
    const file = join(world.home, "ssh-config");
    const hosts = join(world.home, "known-hosts");
    await writeFile(hosts, knowsHost ? `${host.hostKey}\n` : "");
    const lines = [
      ...["Host *", `IdentityFile ${host.keys[key]}`, "IdentitiesOnly yes", "IdentityAgent none"],
      ...[`UserKnownHostsFile ${hosts}`, "GlobalKnownHostsFile none"],
    ];
    await writeFile(file, [...more, ...lines, ""].join("\n"));
    await writeFile(join(world.home, ".gitconfig"), `[core]\n\tsshCommand = ssh -F ${file}\n`);
  };
  await configure();
  const { path } = world.remote;
  return { ...world, host, configure, url: `ssh://${host.user}@localhost:${host.port}${path}` };
}

describe.skipIf(!hasSshServer())("behind a real sshd", () => {
  test("it is read, fetched and pushed, pinned to the address that was looked at, with the host's key under its name", async () => {
    const world = await makeWorld();
    await useRemote(world, world.url);
    expect(world.host.log()).toContain("Accepted publickey");
  });

  test("a host that only the person's ssh configuration knows is reached by the name that they gave it", async () => {
    const { store, remote, host, configure } = await makeWorld({ privateHosts: ["work"] });
    const more = ["Host work", "HostName localhost", `Port ${host.port}`, `User ${host.user}`];
    await configure({ more });
    expect(await readRemote(store, { url: `work:${remote.path}` })).toMatchObject({ ok: true });
  });

  test("through a jump host of the person's the name is the jump host's to resolve", async () => {
    const { store, remote, host, configure } = await makeWorld({ privateHosts: ["far"] });
    const place = [`Port ${host.port}`, `User ${host.user}`];
    const far = ["Host far", "HostName localhost", ...place, "ProxyJump gate"];
    await configure({ more: [...far, "Host gate", "HostName localhost", ...place] });
    expect(await readRemote(store, { url: `far:${remote.path}` })).toMatchObject({ ok: true });
    expect(host.log().match(/Accepted publickey/g)).toHaveLength(2);
  });

  test.each([
    [
      "a host whose key nobody looked at",
      { knowsHost: false },
      "HOST_KEY_UNKNOWN",
      /Connect to the host with ssh once/,
    ],
    [
      "a key that it does not know",
      { key: "stranger" },
      "LOGIN_REFUSED",
      /the ssh agent of the daemon's account/,
    ],
  ] as const)("%s is told with the mend", async (_what, wish, code, mend) => {
    const { store, url, configure } = await makeWorld();
    await configure(wish);
    expect(await readRemote(store, { url })).toMatchObject({
      code,
      mend: expect.stringMatching(mend) as unknown,
    });
  });

  test("a host with another key than before is not talked to", async () => {
    const { store, url, host } = await makeWorld();
    expect(await readRemote(store, { url })).toMatchObject({ ok: true });
    await host.changeHostKey();
    expect(await readRemote(store, { url })).toMatchObject({ code: "HOST_KEY_UNKNOWN" });
  });

  test("a path without a repository, a server that is away, and one that is back are told apart", async () => {
    const { store, url, host } = await makeWorld();
    expect(await readRemote(store, { url: url.replace("demo", "none") })).toMatchObject({
      code: "NO_SUCH_REPOSITORY",
    });
    await host.stop();
    expect(await readRemote(store, { url })).toMatchObject({ code: "REMOTE_UNREACHABLE" });
    await host.start();
    expect(await readRemote(store, { url })).toMatchObject({ ok: true });
  });

  test("a push that the far side's hook refuses is told in its words", async () => {
    const { store, remote, url } = await makeWorld();
    const { branch } = await makeWork(store, url);
    await remote.decline("frozen for the release");
    expect(await pushBranch(store, { url, branch })).toMatchObject({
      isRejected: true,
      problem: {
        code: "PUSH_DECLINED",
        message: expect.stringContaining("frozen for the release") as unknown,
      },
    });
  });

  test("an address of this machine that its owner did not allow is never connected to", async () => {
    const { store, url, host } = await makeWorld({ privateHosts: [] });
    expect(await readRemote(store, { url })).toMatchObject({ code: "PRIVATE_ADDRESS" });
    expect(host.log()).toBe("");
  });
});
