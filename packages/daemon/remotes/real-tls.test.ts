// Remotes behind TLS, by the person's own git: read, fetched and pushed where git trusts the certificate, and what is said where it does not.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasOpenssl, makeAuthority } from "@makima/testkit/ports/certificates";
import { openGitHost } from "@makima/testkit/ports/git-host";
import { openRemoteWorld } from "@makima/testkit/remote-world";
import { LOGIN } from "@makima/testkit/remotes";
import { describe, expect, onTestFinished, test } from "vitest";
import { readRemote } from "./remotes.ts";
import { useRemote } from "./testing/use-remote.ts";

type Wish = { certified?: string; trusts?: boolean; password?: string };

/** The certificate is for the name `certified`; the host is asked for as `localhost`. */
async function makeWorld({ certified = "localhost", trusts = true, password = LOGIN.password }: Wish = {}) {
  const world = await openRemoteWorld(["localhost"]);
  const authority = await makeAuthority(join(world.root, "authority"));
  const tls = await authority.sign(certified);
  const host = await openGitHost({ folder: join(world.root, "host"), login: LOGIN, tls });
  onTestFinished(() => host.stop());
  const origin = `https://localhost:${new URL(host.url).port}`;
  const store = join(world.home, ".git-credentials");
  await writeFile(store, `${origin.replace("://", `://${LOGIN.user}:${password}@`)}\n`, { mode: 0o600 });
  const lines = [
    ...["[credential]", `\thelper = store --file ${store}`],
    ...(trusts ? ["[http]", `\tsslCAInfo = ${authority.file}`] : []),
  ];
  await writeFile(join(world.home, ".gitconfig"), `${lines.join("\n")}\n`);
  return { ...world, host, url: `${origin}/demo.git` };
}

describe.skipIf(!(await hasOpenssl()))("behind real TLS", () => {
  test("it is read, fetched and pushed with the authority and the password that the person's git has", async () => {
    const world = await makeWorld();
    await useRemote(world, world.url);
    expect(world.host.requests()).toContain(`POST /demo.git/git-receive-pack 200 ${LOGIN.user}`);
  });

  test.each([
    ["an authority that git does not trust", { trusts: false }],
    ["a certificate for another name", { certified: "elsewhere.test" }],
  ])("%s is told with the mend, and the password does not leave", async (_what, wish) => {
    const { store, url, host } = await makeWorld(wish);
    expect(await readRemote(store, { url })).toMatchObject({
      code: "CERTIFICATE_REFUSED",
      mend: expect.stringContaining("http.sslCAInfo") as unknown,
    });
    expect(host.requests()).toEqual([]);
  });

  test("a wrong password is told as such", async () => {
    const { store, url } = await makeWorld({ password: "wrong" });
    expect(await readRemote(store, { url })).toMatchObject({ code: "LOGIN_REFUSED" });
  });

  test("a server that does not speak TLS is told as one that could not be used, in git's words", async () => {
    const { store, remote } = await makeWorld();
    const url = `https://localhost:${new URL(remote.host.url).port}/demo.git`;
    expect(await readRemote(store, { url })).toMatchObject({
      code: "REMOTE_FAILED",
      message: expect.stringMatching(/could not be used\. git says: \S/) as unknown,
    });
  });
});
