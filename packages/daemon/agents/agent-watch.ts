// Keeps looking at the agents of this machine: one that is updated, logged in or taken away is seen while the daemon runs.
import type { Agent } from "@makima/protocol/daemons";
import type { Logger } from "pino";
import type { AgentConfig } from "../config.ts";
import { every, rest } from "../ports/clock.ts";
import { findAgents } from "./find-agents.ts";
import { openVersionReader } from "./read-version.ts";

interface WatchSettings {
  readonly agents: Readonly<Record<string, AgentConfig>>;
  readonly searchPath: string;
  readonly agentEnvironment: Readonly<Record<string, string>>;
  readonly efforts: Parameters<typeof findAgents>[1]["efforts"];
  readonly log: Logger;
}

const lookMs = 15_000;
/** Programs are asked for their versions; a slow one does not hold the daemon up. */
const patienceMs = 3_000;

export class AgentWatch {
  readonly #settings: WatchSettings;
  readonly #readVersion = openVersionReader();
  readonly #stop: () => void;
  #found: readonly Agent[];

  private constructor(settings: WatchSettings, found: readonly Agent[]) {
    this.#settings = settings;
    this.#found = found;
    this.#stop = every(lookMs, () => this.#lookSoon());
  }

  static async open(settings: WatchSettings): Promise<AgentWatch> {
    const watch = new AgentWatch(
      settings,
      await findAgents(settings.agents, { ...settings, readVersion: null }),
    );
    const enough = new AbortController();
    await Promise.race([watch.look(), rest(patienceMs, enough.signal)]);
    enough.abort();
    return watch;
  }

  /** As they were found last. */
  get agents(): readonly Agent[] {
    return this.#found;
  }

  async look(): Promise<void> {
    this.#found = await findAgents(this.#settings.agents, {
      ...this.#settings,
      readVersion: this.#readVersion,
    });
  }

  /** Of the program as it is on disk now; null where it does not tell. */
  async versionOf(name: string): Promise<string | null> {
    await this.look();
    return this.#found.find((agent) => agent.name === name)?.version ?? null;
  }

  close(): void {
    this.#stop();
  }

  #lookSoon(): void {
    this.look().catch((error: unknown) =>
      this.#settings.log.error({ err: error }, "the agents of this machine could not be looked at"),
    );
  }
}
