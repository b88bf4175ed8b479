// Gemini CLI and OpenCode are killed in a turn; the run after it goes on in their own session, or is told why that will not do, and loses nothing.
import { acpDriver } from "@makima/daemon/agents/acp/acp-driver";
import type { PermissionRequest } from "@makima/daemon/agents/driver";
import type { AgentPast, PastMaterials } from "@makima/daemon/agents/past";
import { wallTime } from "@makima/daemon/ports/clock";
import { expect, test } from "vitest";
import { geminiAgent, opencodeAgent } from "./agents.ts";
import { type DriverWorld, type OpenedAgent, openDriverWorld, script, words } from "./driver-world.ts";

type Message = PastMaterials["messages"][number];

const openGemini = (): Promise<DriverWorld> => openDriverWorld({ driver: acpDriver, agentOf: geminiAgent });
const openOpencode = (): Promise<DriverWorld> =>
  openDriverWorld({ driver: acpDriver, agentOf: opencodeAgent });

/** The conversation as the server would hold it: this prompt, and everything that the agent told since. */
function pastOf(agent: OpenedAgent, prompt: string): Partial<AgentPast> {
  const messages: Message[] = [message({ role: "user", content: prompt })];
  const called = new Set<string>();
  for (const event of agent.events) {
    if (event.kind === "text" && event.role === "assistant")
      messages.push(message({ role: "assistant", content: event.text }));
    if (event.kind !== "tool") continue;
    const { toolCallId } = event;
    if (!called.has(toolCallId)) messages.push(message({ role: "tool_call", toolCallId }));
    called.add(toolCallId);
    if (event.state === "completed" || event.state === "failed")
      messages.push(message({ role: "tool_result", toolCallId }));
  }
  const materials = { text: "", messages, transcript: null };
  return { exists: true, session: agent.session.sessionId, read: async () => materials };
}

const message = (given: Partial<Message>): Message => ({
  ...{ role: "user", content: "", toolCallId: null, toolName: null, toolInput: null },
  ...{ isError: false, createdAt: "2026-11-21T12:00:00Z" },
  ...given,
});

async function until(what: () => boolean): Promise<void> {
  while (!what()) await new Promise((go) => setTimeout(go, 20));
}

const minuteOf = (time: string): string => time.slice(0, 16);
const secondOf = (time: string): number => Number(time.slice(17, 19));

const STEPS = [
  { say: "The word is QUINCE." },
  { run: "echo kiwi42", expect: 0 },
  { run: "sleep 600", expect: 0 },
];

const allow = ({ options }: PermissionRequest): string | null =>
  options.find(({ kind }) => kind === "allow_once")?.id ?? null;

async function killInTool(world: DriverWorld): Promise<Partial<AgentPast>> {
  const prompt = script(...STEPS);
  const first = await world.open({ onPermission: allow });
  const gone = expect(first.session.prompt(prompt)).rejects.toMatchObject({ name: "AgentFailed" });
  await until(() =>
    first.events.some((event) => event.kind === "tool" && JSON.stringify(event).includes("sleep 600")),
  );
  await first.kill();
  await gone;
  return pastOf(first, prompt.text);
}

const recall = script({ recall: { matching: "kiwi\\d+|mango" } });
const heardBefore = (world: DriverWorld): string =>
  JSON.stringify(world.model.requests.at(-1)?.conversation.items ?? []);

test("OpenCode is loaded with all that it did, and hears it once", async () => {
  const world = await openOpencode();
  const past = await killInTool(world);
  const second = await world.open({ past });
  expect(second.session).toMatchObject({ rung: "loaded", sessionId: past.session });
  expect(second.session.rungReason).toBeUndefined();
  // Nothing of what it replays is news.
  expect(second.said()).toBe("");
  await second.session.prompt(recall);
  expect(second.said()).toContain("RECALL");
  expect(second.said().match(/kiwi42/g)).toHaveLength(1);
  expect(heardBefore(world)).toContain("QUINCE");
});

test("OpenCode asks for leave before it runs a command", async () => {
  const world = await openOpencode();
  const titles: string[] = [];
  const agent = await world.open({
    onPermission: ({ title, options }) => {
      titles.push(title);
      return options.find(({ kind }) => kind === "reject_once")?.id ?? null;
    },
  });
  await agent.session.prompt(script({ run: "touch made.txt", onError: "continue" }, { say: "Refused." }));
  expect(titles).toHaveLength(1);
  await expect(world.read(`${agent.cwd}/made.txt`)).rejects.toMatchObject({ code: "ENOENT" });
});

test("Gemini's session is made anew from what was said when it was made within the minute", async () => {
  const world = await openGemini();
  // So that the minute does not end in the middle.
  await until(() => secondOf(wallTime()) < 40);
  const long = Array.from({ length: 200 }, (_, index) => `word ${index}`).join(" ");
  const prompt = script({ say: "The word is QUINCE." }, { run: "echo kiwi42" }, { say: long, chunkMs: 50 });
  const first = await world.open({ onPermission: allow });
  const gone = expect(first.session.prompt(prompt)).rejects.toMatchObject({ name: "AgentFailed" });
  await until(() => first.said().includes("word 1"));
  await first.kill();
  await gone;
  const past = pastOf(first, prompt.text);
  const second = await world.open({ past });
  expect(second.session).toMatchObject({
    rung: "rebuilt",
    rungReason: "The agent would lose its session, which was made within this minute, if it loaded it.",
  });
  // Nothing of what it replays is news.
  expect(second.said()).toBe("");
  await second.session.prompt(words("And a mango."));
  expect(heardBefore(world)).toContain("The word is QUINCE.");
  expect(world.model.timesHeard("And a mango.")).toBe(1);
  // Nor can that one be loaded; it is made again, with what was said meanwhile.
  const { messages } = (await past.read?.()) ?? { messages: [] };
  await second.kill();
  const more = [...messages, message({ content: "And a mango." })];
  const read = async () => ({ text: "", messages: more, transcript: null });
  const third = await world.open({ past: { exists: true, session: second.session.sessionId, read } });
  expect(third.session.rung).toBe("rebuilt");
  await third.session.prompt(recall);
  expect(third.said().match(/mango/g)).toHaveLength(1);
});

const HELD_ELSEWHERE: Message[] = [
  message({ content: "Ask which way, then go. The word is QUINCE." }),
  message({ role: "assistant", content: "I look first." }),
  message({ role: "tool_call", toolCallId: "toolu_1", toolName: "Bash", toolInput: { command: "ls" } }),
  message({ role: "tool_result", toolCallId: "toolu_1", content: "kiwi42.txt" }),
  message({
    role: "tool_call",
    toolCallId: "toolu_2",
    toolName: "ask_question",
    toolInput: { question: "?" },
  }),
  message({ role: "tool_result", toolCallId: "toolu_2", content: '{"status":"pending"}', isError: false }),
];

test.each([
  ["Gemini", openGemini],
  ["OpenCode", openOpencode],
])("%s goes on with a conversation that another agent held on another machine", async (_name, openWorld) => {
  const world = await openWorld();
  const read = async () => ({ text: "", messages: HELD_ELSEWHERE, transcript: null });
  const agent = await world.open({ machine: "elsewhere", past: { exists: true, read } });
  expect(agent.session).toMatchObject({
    rung: "rebuilt",
    rungReason: "The agent has no session of this conversation here.",
  });
  await agent.session.prompt(recall);
  expect(agent.said().match(/kiwi42/g)).toHaveLength(1);
  const held = world.model.requests.at(-1)?.conversation.items ?? [];
  expect(held.filter(({ kind }) => kind === "call")).toMatchObject([
    { name: "Bash", input: { command: "ls" } },
    { name: expect.stringContaining("ask_question") },
  ]);
  expect(JSON.stringify(held)).toContain("QUINCE");
});

test("Gemini is loaded in a later minute only when its session holds what it did", async () => {
  const world = await openGemini();
  const prompt = script(STEPS[0] ?? {}, STEPS[1] ?? {}, { say: "It is printed." });
  const first = await world.open({ onPermission: allow });
  await first.session.prompt(prompt);
  await first.kill();
  const past = pastOf(first, prompt.text);
  const minute = minuteOf(wallTime());
  await until(() => minuteOf(wallTime()) !== minute);
  const second = await world.open({ past });
  expect(second.session).toMatchObject({ rung: "loaded", sessionId: past.session });
  expect(second.said()).toBe("");
  await second.session.prompt(words("And a mango."));
  expect(world.model.timesHeard("And a mango.")).toBe(1);
  expect(heardBefore(world)).toContain("QUINCE");

  // It deletes a session at the start after the one that loaded it.
  await second.kill();
  const third = await world.open({ past });
  expect(third.session.rung).toBe("rebuilt");
  expect(third.session.rungReason).toContain("The agent did not load its session");
});

test("a session that lacks what was done is not gone on with, and what alone was said is told to it", async () => {
  const world = await openOpencode();
  const first = await world.open({ onPermission: allow });
  await first.session.prompt(script({ say: "The word is QUINCE." }));
  await first.kill();
  const past = pastOf(first, script({ say: "The word is QUINCE." }).text);
  const { messages } = (await past.read?.()) ?? { messages: [] };
  const read = (...more: Message[]) => ({
    read: async () => ({ text: "", messages: [...messages, ...more], transcript: null }),
  });

  const words2 = message({ role: "assistant", content: "And a MEDLAR besides." });
  const second = await world.open({ past: { ...past, ...read(words2) } });
  expect(second.session.rung).toBe("loaded");
  await second.session.prompt(words("Go on."));
  await second.session.prompt(words("Go on again."));
  expect(world.model.timesHeard("MEDLAR")).toBe(1);
  await second.kill();

  const call = message({ role: "tool_call", toolCallId: "call-unknown" });
  const result = message({ role: "tool_result", toolCallId: "call-unknown" });
  const third = await world.open({ past: { ...past, ...read(call, result) } });
  expect(third.session).toMatchObject({
    rung: "rebuilt",
    rungReason: "The session that it loaded lacks the end of the conversation.",
  });
  expect(third.session.sessionId).not.toBe(past.session);
});
