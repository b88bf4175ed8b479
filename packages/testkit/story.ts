// A world in a box for stories: real servers and daemons on a database of their own, a person's repository, and agents that keep evidence.
import { mkdir, mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Client, createClient } from "@makima/client";
import type { Contract } from "@makima/protocol/contracts";
import type { QuestionView } from "@makima/protocol/questions";
import type { Task } from "@makima/protocol/tasks";
import type { TimelineEvent } from "@makima/protocol/timeline";
import { afterAll, onTestFailed } from "vitest";
import { type AgentLine, readAgentLog } from "./agent-log.ts";
import { findAgents, killAgents } from "./agent-processes.ts";
import { type AgentSettings, startDaemon, type TestDaemon } from "./daemon.ts";
import { createTestDatabase, type TestDatabase } from "./database.ts";
import { eventually } from "./eventually.ts";
import { checkHistory } from "./history/check-history.ts";
import { gatherEvidence } from "./history/evidence.ts";
import { type MakeRepository, makeRepository, type TestRepository } from "./repository.ts";
import { startServer, type TestServer } from "./server.ts";

export type StorySettings = {
  /** how many of each; one by default. Daemon n is joined to server n, or to the last one. */
  servers?: number;
  daemons?: number;
  /** for every server, on top of the story's own */
  serverEnvironment?: Readonly<Record<string, string>>;
  daemonEnvironment?: Readonly<Record<string, string>>;
  /** beside `scripted`, which can load its sessions, and `scripted-noload`, which cannot */
  agents?: AgentSettings;
  repository?: Omit<MakeRepository, "path">;
};

const SCRIPTED_AGENT = fileURLToPath(import.meta.resolve("@makima/scripted-agent/main"));

/** Parks soon and lets no tool wait long, so that what takes a day in life takes a moment here. */
const SERVER_ENVIRONMENT = { MAKIMA_PARK_AFTER_MS: "200", MAKIMA_LOG_LEVEL: "info" };
const DAEMON_ENVIRONMENT = { MAKIMA_TOOL_WAIT_MS: "400", MAKIMA_MAX_TASKS: "8" };

/** Everything of it is ended and removed after the last test of the file. */
export async function openStory(settings: StorySettings = {}): Promise<Story> {
  const root = await realpath(await mkdtemp(join(tmpdir(), "mk-story-")));
  const database = await createTestDatabase();
  const repository = await makeRepository({ path: join(root, "repository"), ...settings.repository });
  const story = new Story({ root, database, repository, settings });
  opened.push(story);
  onTestFailed(() => void process.stderr.write(story.describe()));
  await story.start();
  return story;
}

const opened: Story[] = [];

afterAll(async () => {
  for (const story of opened.splice(0)) await story.close();
});

export class Story {
  readonly root: string;
  readonly database: TestDatabase;
  readonly repository: TestRepository;
  readonly servers: TestServer[] = [];
  readonly daemons: TestDaemon[] = [];
  readonly #settings: StorySettings;

  constructor(parts: {
    root: string;
    database: TestDatabase;
    repository: TestRepository;
    settings: StorySettings;
  }) {
    this.root = parts.root;
    this.database = parts.database;
    this.repository = parts.repository;
    this.#settings = parts.settings;
  }
}
