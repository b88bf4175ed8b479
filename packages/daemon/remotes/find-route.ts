// Looks where a remote's host leads before git goes there, refuses what only this machine or its own network can reach, and pins the rest: git
// connects to the addresses that were looked at, whatever the name leads to a moment later.
import { isPrivateAddress, resolveHost } from "../ports/resolve-host.ts";
import type { RepositoryProblem } from "../worktrees/check-repository.ts";
import type { Store } from "../worktrees/store.ts";
import { type AskedSsh, askSsh } from "./ask-ssh.ts";
import { type Route, readAddress, type SshProgram, sshProgram } from "./person-git.ts";
import { type Goal, readGoal } from "./read-goal.ts";

/** `folder`: of the remote, whose `origin` is `url`; `way`: a push may go elsewhere than a fetch. */
export async function findRoute(
  store: Store,
  { url, folder, way = "fetch" }: { url: string; folder: string; way?: "fetch" | "push" },
): Promise<Route | RepositoryProblem> {
  const goal = readGoal(await readAddress(store, { folder, way }));
  if (goal === null) return { ok: true, settings: [], env: {} };
  if (goal.by === "web") return findWebRoute(store, url, goal);
  const program = await sshProgram(store, folder);
  const asked = program === null ? null : await askSsh(store, { folder, program, goal });
  return findSshRoute(store, url, { goal, program, asked });
}

async function findWebRoute(
  store: Store,
  url: string,
  { host, port }: Extract<Goal, { by: "web" }>,
): Promise<Route | RepositoryProblem> {
  const addresses = await resolveHost(host);
  const found = privateOne(store, [host], addresses);
  if (found !== null) return refuse(url, host, found);
  const isName = addresses.length > 0 && !addresses.includes(host.replace(/^\[(.*)\]$/, "$1"));
  const pinned = addresses.map((address) => (address.includes(":") ? `[${address}]` : address)).join(",");
  return { ok: true, settings: isName ? [`http.curloptResolve=${host}:${port}:${pinned}`] : [], env: {} };
}

async function findSshRoute(
  store: Store,
  url: string,
  {
    goal,
    program,
    asked,
  }: { goal: Extract<Goal, { by: "ssh" }>; program: SshProgram | null; asked: AskedSsh | null },
): Promise<Route | RepositoryProblem> {
  const host = asked?.host ?? goal.host;
  const addresses = await resolveHost(host);
  const found = privateOne(store, [goal.host, host], addresses);
  if (found !== null) return refuse(url, host, found);
  if (program === null) return { ok: true, settings: [], env: {} };
  const [address] = addresses;
  const options = ["BatchMode=yes"];
  // Through a proxy of the person's the name is the proxy's to resolve.
  if (asked !== null && !asked.hasProxy && address !== undefined && address !== host) {
    options.push(`HostName=${address}`);
    // The key is looked for under the name, as it would be without the pin.
    if (!asked.hasAlias) options.push(`HostKeyAlias=${asked.port === 22 ? host : `[${host}]:${asked.port}`}`);
  }
  const flags = options.map((option) => `'-o${option}'`).join(" ");
  return { ok: true, settings: [], env: { GIT_SSH_COMMAND: `${program.command} ${flags}` } };
}

/** The first address that only this machine or its network has; null where there is none, or the owner of this machine allows the host. */
function privateOne(
  { privateHosts }: Store,
  names: readonly string[],
  addresses: readonly string[],
): string | null {
  if (privateHosts.includes("*") || names.some((name) => privateHosts.includes(name.toLowerCase())))
    return null;
  return addresses.find(isPrivateAddress) ?? null;
}

const refuse = (url: string, host: string, address: string): RepositoryProblem => ({
  ok: false,
  code: "PRIVATE_ADDRESS",
  message: `${url} leads to ${host === address ? host : `${host}, which is ${address}`}: an address of this machine or its own network.`,
  mend: `If that is meant, add ${host} to privateHosts in config.json on the daemon's machine (or to MAKIMA_PRIVATE_HOSTS), and start the daemon again.`,
});
