// A contract whose agents follow a script, as a person watches it over the API.
import type { Client } from "@makima/client";
import type { Contract } from "@makima/protocol/contracts";
import type { QuestionView } from "@makima/protocol/questions";
import type { Message, Task } from "@makima/protocol/tasks";
import type { TimelineEvent } from "@makima/protocol/timeline";
import { eventually } from "./eventually.ts";

export type StartContract = {
  /** YAML: the supervisor's steps. A worker's script is a file of the repository, which its plan names. */
  script?: string;
  /** instead of a script */
  goal?: string;
  supervisorAgent?: string;
  workerAgent?: string;
  phaseGuard?: boolean;
  /** what else the contract says, or says otherwise */
  more?: Partial<Parameters<Client["createContract"]>[0]>;
};

export type StoryContract = {
  id: string;
  branch: string;
  now(): Promise<Contract>;
  tasks(): Promise<Task[]>;
  /** Waits until there is a task of this name. */
  task(name: string): Promise<Task>;
  events(type?: string): Promise<TimelineEvent[]>;
  conversation(taskId: string): Promise<Message[]>;
  /** Waits for the question that is open now, and for no other one than these. */
  openQuestion(others?: readonly string[]): Promise<QuestionView>;
  /** Waits until the contract is over; throws what happened when it did not end so. */
  ended(status?: "completed" | "failed" | "cancelled"): Promise<void>;
};

/** Resolves when its repository was found good and it is active. */
export async function startContract(
  client: Client,
  {
    repository,
    script = "steps: []",
    goal = `Do what the script says.\n\n\`\`\`makima-script\n${script.trim()}\n\`\`\`\n`,
    supervisorAgent = "scripted",
    workerAgent = "scripted",
    phaseGuard = false,
    more = {},
  }: StartContract & { repository: string },
): Promise<StoryContract> {
  const { id, branch } = await client.createContract({
    name: "A story",
    goal,
    repository: { path: repository, baseBranch: "main" },
    supervisorAgent,
    workerAgent,
    phaseGuard,
    autoStart: true,
    ...more,
  });
  const contract = watch(client, { id, branch });
  await eventually("the contract is active", async () => {
    const { status, repository: checked } = await contract.now();
    if (checked.problem !== null) throw new Error(`${checked.problem.code}: ${checked.problem.message}`);
    return status === "active";
  });
  return contract;
}

function watch(client: Client, { id, branch }: { id: string; branch: string }): StoryContract {
  const events = (type?: string) =>
    collect(
      client.pages(client.getTimeline, {
        contractId: id,
        order: "asc",
        limit: 200,
        ...(type === undefined ? {} : { type }),
      }),
    );
  const tasks = () => collect(client.pages(client.listTasks, { contractId: id, limit: 200 }));
  return {
    id,
    branch,
    now: () => client.getContract({ id }),
    tasks,
    task: (name) =>
      eventually(`a task ${name}`, async () => (await tasks()).find((task) => task.name === name)),
    events,
    conversation: (taskId) =>
      collect(
        client.pages(client.getConversation, {
          id: taskId,
          limit: 200,
          includeToolCalls: true,
          includeThinking: true,
        }),
      ),
    openQuestion: (others = []) =>
      eventually("an open question", async () => {
        const { items } = await client.listQuestions({ contractId: id });
        return items.find((question) => !others.includes(question.id));
      }),
    ended: async (status = "completed") => {
      await eventually(`the contract is ${status}`, async () => {
        const now = await client.getContract({ id });
        if (now.status === status) return true;
        if (now.status === "active" || now.status === "paused") return false;
        throw new Error(
          `the contract is ${now.status} (${now.error}):\n${(await events()).map(line).join("\n")}`,
        );
      });
    },
  };
}

async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

const line = ({ number, type, data }: TimelineEvent): string => `${number} ${type} ${JSON.stringify(data)}`;
