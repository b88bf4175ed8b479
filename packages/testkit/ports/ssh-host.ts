// A machine of repositories in small: OpenSSH's own server on loopback, for the account that the tests run under, with a host key and one person's key.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { userInfo } from "node:os";
import { join } from "node:path";
import { childEnvironment } from "../config.ts";
import { listenLocally } from "./listen-locally.ts";
import { runCommand } from "./run-command.ts";

const SERVER = "/usr/sbin/sshd";

/** Debian and macOS have it there; the server starts itself by its whole path. */
export const hasSshServer = (): boolean => existsSync(SERVER);

export type SshHost = {
  port: number;
  /** of the account that it lets in */
  user: string;
  /** the private key that it takes, and one that it does not know */
  keys: { known: string; stranger: string };
  /** a line for `known_hosts`, under `[localhost]` and its port */
  hostKey: string;
  /** It has another host key from its next start on, as after a new installation, or with somebody in between. */
  changeHostKey(): Promise<void>;
  /** At the same place after `start`. */
  stop(): Promise<void>;
  start(): Promise<void>;
  /** All that it said so far. */
  log(): string;
};

/** Below `root`; the caller stops it. */
export async function openSshHost(root: string): Promise<SshHost> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const at = (name: string): string => join(root, name);
  const makeKey = (name: string): Promise<string> =>
    runCommand({
      ...{ program: "ssh-keygen", cwd: root },
      args: ["-q", "-t", "ed25519", "-N", "", "-C", name, "-f", at(name)],
    });
  for (const name of ["host", "known", "stranger"]) await makeKey(name);
  await writeFile(at("authorized_keys"), await readFile(at("known.pub")));
  await writeFile(at("sshd_config"), configuration(root));
  // A service's own folder, which the system makes when the service starts.
  if (process.getuid?.() === 0) await mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  let said = "";
  let server: Server | null = null;
  let port = 0;
  const start = async (): Promise<void> => {
    server = createServer({ pauseOnConnect: true }, (socket) => {
      // As a super-server starts it: one sshd for one connection, which is its standard input and output.
      const child = spawn(SERVER, ["-i", "-e", "-f", at("sshd_config")], {
        ...{ env: childEnvironment({}), stdio: [socket, socket, "pipe"] },
      });
      child.stderr?.setEncoding("utf8").on("data", (text: string) => {
        said += text;
      });
      // It has the connection now; what this process holds of it would keep it open.
      child.once("spawn", () => socket.destroy());
    });
    port = await listenLocally(server, port);
  };
  const stop = async (): Promise<void> => {
    server?.close();
    if (server !== null) await once(server, "close");
    server = null;
  };
  await start();
  const [kind = "", key = ""] = (await readFile(at("host.pub"), "utf8")).split(" ");
  return {
    ...{ port, user: userInfo().username, start, stop },
    keys: { known: at("known"), stranger: at("stranger") },
    hostKey: `[localhost]:${port} ${kind} ${key}`,
    changeHostKey: async () => {
      await rm(at("host"));
      await makeKey("host");
    },
    log: () => said,
  };
}

/** Keys and nothing else let in, and the server knows no PAM: it lets in the account that it runs under. */
const configuration = (root: string): string =>
  [
    ...[`HostKey ${join(root, "host")}`, `AuthorizedKeysFile ${join(root, "authorized_keys")}`],
    ...["PubkeyAuthentication yes", "PasswordAuthentication no", "KbdInteractiveAuthentication no"],
    ...["PermitRootLogin prohibit-password", "UsePAM no", "StrictModes no", "LogLevel VERBOSE"],
    "",
  ].join("\n");
