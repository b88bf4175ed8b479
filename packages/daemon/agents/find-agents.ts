// Which of the configured agents can be started on this machine, in which version, and what each of the others lacks.
import { constants } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import type { Agent } from "@makima/protocol/daemons";
import type { AgentConfig } from "../config.ts";
import { type AgentKind, kindOf } from "./agent-kinds.ts";
import type { ReadVersion } from "./read-version.ts";

interface Surroundings {
  readonly searchPath: string;
  /** What every agent is given of our environment. */
  readonly agentEnvironment: Readonly<Record<string, string>>;
  /** By the name of the driver: what its agents can be told of how long to think. */
  readonly efforts: Readonly<Record<string, Agent["efforts"]>>;
  /** Null: no program is started to find out. */
  readonly readVersion: ReadVersion | null;
}

export const findAgents = (
  agents: Readonly<Record<string, AgentConfig>>,
  surroundings: Surroundings,
): Promise<Agent[]> =>
  Promise.all(
    Object.entries(agents).map(async ([name, config]): Promise<Agent> => {
      const { version, problem, loginAt = null } = await examine(name, config, surroundings);
      const { driver } = config;
      const efforts = surroundings.efforts[driver] ?? null;
      return { name, driver, version, ready: problem === null, problem, loginAt, efforts };
    }),
  );

type Found = { version: string | null; problem: string | null; loginAt?: string | null };

async function examine(
  name: string,
  { command, env: own }: AgentConfig,
  { searchPath, agentEnvironment, readVersion }: Surroundings,
): Promise<Found> {
  const env = { ...agentEnvironment, ...own };
  const path = await findProgram(command[0], env["PATH"] ?? searchPath);
  if (path === null) {
    const problem = `"${command[0]}" was not found. Install it, or mend agents.${name} in config.json.`;
    return { version: null, problem };
  }
  const kind = kindOf(command);
  if (kind === null) return { version: null, problem: null };
  const isScript = kindOf([command[0]]) === null;
  const args = isScript ? command.slice(1, 2) : [];
  const told = readVersion === null ? null : await readVersion({ command: path, args, env });
  const version = told?.version ?? null;
  const problem = brokenProblem(kind, told) ?? ageProblem(kind, version) ?? (await loginProblem(kind, env));
  return { version, problem, loginAt: await loginTime(kind, env) };
}

const brokenProblem = ({ name, update }: AgentKind, told: Found | null): string | null =>
  told === null || told.problem === null
    ? null
    : `${name} cannot be started: ${told.problem}. Install it anew: ${update}`;

function ageProblem({ name, oldest, update }: AgentKind, version: string | null): string | null {
  if (oldest === null || version === null || compareVersions(version, oldest) >= 0) return null;
  return `${name} ${version} is too old: makima needs ${oldest} or newer. Update it: ${update}`;
}

function compareVersions(one: string, other: string): number {
  const [a, b] = [one, other].map((version) => version.split(/[.+-]/).slice(0, 3).map(Number));
  const differences = (a ?? []).map((part, at) => part - (b?.[at] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** Looks only whether a login is there; whether it still holds is the agent's matter, which refreshes it. */
async function loginProblem(
  { name, login }: AgentKind,
  env: Readonly<Record<string, string>>,
): Promise<string | null> {
  if (login === null || login.hiddenOn.includes(process.platform)) return null;
  if (login.variables.some((variable) => (env[variable] ?? "") !== "")) return null;
  const { place, file } = placeOf(login, env);
  if (await hasContent(file)) return null;
  if (login.ownProvider !== null) {
    const settings = await readFile(join(place, login.ownProvider.file), "utf8").catch(() => "");
    if (login.ownProvider.pattern.test(settings)) return null;
  }
  return `${name} is not logged in. ${login.mend}`;
}

/** A person who logs in anew writes it, and so does an agent that refreshes what it has. */
async function loginTime(
  { login }: AgentKind,
  env: Readonly<Record<string, string>>,
): Promise<string | null> {
  if (login === null) return null;
  return stat(placeOf(login, env).file).then(
    ({ mtime }) => mtime.toISOString(),
    () => null,
  );
}

function placeOf({ file }: NonNullable<AgentKind["login"]>, env: Readonly<Record<string, string>>) {
  const place = env[file.folderVariable] ?? join(env["HOME"] ?? "", file.folder);
  return { place, file: join(place, file.name) };
}

const hasContent = (path: string): Promise<boolean> =>
  stat(path).then(
    ({ size }) => size > 2,
    () => false,
  );

async function findProgram(program: string, searchPath: string): Promise<string | null> {
  const places = isAbsolute(program)
    ? [program]
    : searchPath.split(delimiter).map((folder) => join(folder, program));
  const found = await Promise.all(
    places.map((path) =>
      access(path, constants.X_OK).then(
        () => path,
        () => null,
      ),
    ),
  );
  return found.find((path) => path !== null) ?? null;
}
