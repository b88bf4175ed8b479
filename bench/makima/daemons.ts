// The daemons of a running product: one to begin with, others on request, each killed and started as a machine is lost and comes back.
import { fileURLToPath } from "node:url";
import type { Client } from "@makima/client";
import { type StartedProgram, startProgram } from "@makima/testkit/ports/start-program";
import { readiness } from "./readiness.ts";

export type Daemons = {
  /** in the order of their starts */
  programs: StartedProgram[];
  /** Joins one; without an environment of its own it has the product's home. */
  join(more?: Readonly<Record<string, string>>): Promise<void>;
  /** SIGKILL for the first one. */
  lose(): Promise<void>;
  /** SIGKILL for the first one, and at once its program again; resolves when the server has taken it in. */
  restart(): Promise<void>;
};

const DAEMON = fileURLToPath(import.meta.resolve("@makima/daemon/main"));

export function openDaemons(at: { client: Client; environment: Readonly<Record<string, string>> }): Daemons {
  const programs: StartedProgram[] = [];
  const start = async (more: Readonly<Record<string, string>>): Promise<StartedProgram> => {
    const program = startProgram(DAEMON, { environment: { ...at.environment, ...more } });
    await readiness(program);
    return program;
  };
  const lose = async (): Promise<void> => {
    programs[0]?.kill("SIGKILL");
    await programs[0]?.exited;
  };
  return {
    programs,
    join: async (more = {}) => {
      const { token } = await at.client.createJoinToken();
      programs.push(await start({ ...more, MAKIMA_JOIN_TOKEN: token }));
    },
    lose,
    restart: async () => {
      await lose();
      programs[0] = await start({});
    },
  };
}
