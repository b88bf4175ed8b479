// A remote over real HTTP, a person's empty home and a daemon's store, for the tests of remotes.
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type Store } from "@makima/daemon/worktrees/worktrees";
import { onTestFinished } from "vitest";
import { makeRemote, type TestRemote } from "./remotes.ts";

const searchPath = "/usr/local/bin:/usr/bin:/bin";

export interface RemoteWorld {
  readonly root: string;
  readonly remote: TestRemote;
  /** Where the person's git looks for their configuration. */
  readonly home: string;
  readonly store: Store;
}

/** Goes with the test. `privateHosts`: what the daemon's owner allows. */
export async function openRemoteWorld(privateHosts: readonly string[]): Promise<RemoteWorld> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "makima-remotes-")));
  const remote = await makeRemote(root);
  const home = join(root, "person");
  await mkdir(home);
  const store = await openStore({
    ...{ home: join(root, "daemon"), searchPath },
    ...{ person: { HOME: home }, privateHosts },
  });
  onTestFinished(async () => {
    await remote.host.stop();
    await rm(root, { recursive: true, force: true });
  });
  return { root, remote, home, store };
}
