// The reply as a function of the conversation: each case is a conversation, and what the model says to it.
import { describe, expect, test } from "vitest";
import type { Conversation, Item, Tool } from "../conversation/conversation.ts";
import { decideReply } from "./decide-reply.ts";
import type { Part } from "./reply.ts";

const tool = (name: string): Tool => ({ name, namespace: null, isFreeform: false });
const CLAUDE = [
  "Read",
  "Write",
  "Edit",
  "Bash",
  "mcp__makima__ask_question",
  "mcp__makima__wait_for_tasks",
].map(tool);

const asked = (items: readonly Item[], tools = CLAUDE): Conversation => ({
  effort: null,
  model: "m",
  system: "s",
  tools,
  items,
});
const user = (text: string): Item => ({ kind: "user", text });
const said = (text: string): Item => ({ kind: "assistant", text });
const script = (steps: string): Item => user(`Do it.\n\n\`\`\`makima-script\nsteps:\n${steps}\n\`\`\`\n`);
const news = (data: unknown): Item => user(`News.\n\`\`\`json\n${JSON.stringify(data)}\n\`\`\``);

/** A call and its result. */
function called(name: string, { input = {}, result = "", isError = false, id = name } = {}): Item[] {
  return [
    { kind: "call", id, name, input },
    { kind: "result", callId: id, text: result, isError },
  ];
}

const toldBy = (items: readonly Item[], tools?: Tool[]): unknown[] =>
  decideReply(asked(items, tools)).parts.map((part: Part) =>
    part.kind === "call" ? [part.tool.name, part.input] : part.text,
  );

test("what is said before a call is in the answer with it, and the result is seen by the steps behind", () => {
  const begin = script("  - say: I look.\n  - run: ls\n    as: ls\n  - say: There is ${ls.output}.");
  expect(toldBy([begin])).toEqual(["I look.", ["Bash", { command: "ls", description: "Runs a command" }]]);
  const items = [begin, said("I look."), ...called("Bash", { result: "a.txt" })];
  expect(toldBy(items)).toEqual(["There is a.txt."]);
  expect(toldBy([...items, said("There is a.txt."), user("Go on.")])).toEqual(["The script is over."]);
});

test("a request without tools is none of the script, and a conversation without a script says so", () => {
  expect(toldBy([script("  - say: hello")], [])).toEqual(["A scripted conversation"]);
  expect(toldBy([user("hello")])).toEqual(["There is no script in this conversation."]);
  expect(toldBy([script("  - juggle: 3")])[0]).toMatch(/^The script cannot be followed: step 0 must have/);
});

describe("a turn", () => {
  const begin = script("  - say: one\n  - endTurn: true\n  - say: two\n  - endTurn: true");

  test("ends when its words were said and a prompt came", () => {
    expect(toldBy([begin])).toEqual(["one"]);
    expect(toldBy([begin, said("one"), user("and?")])).toEqual(["two"]);
    expect(toldBy([begin, said("one"), user("and?"), said("two"), user("and?")])).toEqual([
      "The script is over.",
    ]);
  });

  test("has not ended when its words broke off, or the prompt is a note of the agent", () => {
    expect(toldBy([begin, said("on"), user("try again")])).toEqual(["one"]);
    expect(toldBy([begin, said("one"), user("<system-reminder>be kind</system-reminder>")])).toEqual(["one"]);
  });
});

describe("a step that fails", () => {
  const failed = called("Bash", { result: "denied", isError: true });

  test("goes where the script says, whatever is said later", () => {
    const begin = script("  - tool: Bash\n    onError: no\n  - id: no\n    say: It said ${error.message}");
    expect(toldBy([begin, ...failed])).toEqual(["It said Bash failed: denied"]);
    expect(toldBy([begin, ...failed, user("well")])).toEqual(["It said Bash failed: denied"]);
  });

  test("is not taken for done when the script calls the same tool behind it", () => {
    const begin = script(
      "  - tool: Bash\n    onError: no\n  - id: no\n    tool: Bash\n  - say: ${error.message}",
    );
    const again = called("Bash", { id: "again" });
    expect(toldBy([begin, ...failed, ...again])).toEqual(["Bash failed: denied"]);
  });

  test("ends the turn otherwise, and the next prompt has it tried again", () => {
    const begin = script("  - tool: Bash\n  - say: done");
    expect(toldBy([begin, ...failed])).toEqual(["I could not go on: Bash failed: denied"]);
    expect(toldBy([begin, ...failed, user("again")])).toEqual([["Bash", {}]]);
    expect(toldBy([begin, ...failed, user("again"), ...called("Bash", { id: "2" })])).toEqual(["done"]);
  });

  test("a refusal of our tools is a failure, on wires too that do not mark one", () => {
    const result = JSON.stringify({ error: { code: "VALIDATION", message: "no" } });
    const items = [script("  - ask: Tea?"), ...called("mcp__makima__ask_question", { result })];
    expect(toldBy(items)[0]).toMatch(/^I could not go on: ask_question failed/);
  });
});

describe("a result that comes later", () => {
  const pending = called("mcp__makima__ask_question", { result: '{"status":"pending","questionId":"q1"}' });
  const items = [script("  - ask: Tea?\n    as: tea\n  - say: So it is ${tea.response}."), ...pending];
  const answer = news({ kind: "answer", questionId: "q1", status: "answered", response: "green" });

  test("is waited for, and other news do not end the wait", () => {
    expect(toldBy(items)).toEqual(["I end my turn and wait for the result."]);
    expect(toldBy([...items, news({ kind: "message", text: "hurry" })])).toEqual([
      "I end my turn and wait for the result.",
    ]);
    expect(toldBy([...items, said("I wait."), answer])).toEqual(["So it is green."]);
  });

  test("may stand in the place of the call's own result", () => {
    const result = '{"status":"answered","questionId":"q1","response":"black"}';
    expect(toldBy([items[0] ?? answer, ...called("mcp__makima__ask_question", { result })])).toEqual([
      "So it is black.",
    ]);
  });

  test("may be the result of the same call made anew, and another call is another one", () => {
    const again = (result: string) => called("mcp__makima__ask_question", { id: "again", result });
    const white = again('{"status":"answered","questionId":"q1","response":"white"}');
    expect(toldBy([...items, ...white])).toEqual(["So it is white."]);
    expect(toldBy([...items, ...again('{"status":"pending","questionId":"q1"}')])).toEqual([
      "I end my turn and wait for the result.",
    ]);
  });

  test("is the one of the call made anew where the agent ended in the first one", () => {
    const cut = "dynamic tool call was cancelled before receiving a response";
    const begin = script("  - ask: Which?\n    as: way\n  - say: Then ${way.response}.");
    const name = "mcp__makima__ask_question";
    const input = { question: "Which?" };
    const first = [begin, ...called(name, { input, result: cut })];
    expect(toldBy(first)).toEqual([[name, input]]);
    const result = JSON.stringify({ status: "answered", response: "left" });
    expect(toldBy([...first, ...called(name, { input, result, id: "later" })])).toEqual(["Then left."]);
  });

  test("is asked for anew when a restoration does not know of it", () => {
    const parts = toldBy([...items, news({ kind: "restoration", openQuestions: [] })]);
    expect(parts).toEqual([["mcp__makima__ask_question", { question: "Tea?" }]]);
  });
});

test("a conversation that is told again from its start proves the same steps, with another agent's tools too", () => {
  const begin = script("  - write: a.txt\n    content: one\n  - run: ls\n  - say: done");
  const fence = (data: unknown): string => `\`\`\`json\n${JSON.stringify(data)}\n\`\`\``;
  const past = [
    { kind: "message", role: "user", text: begin.kind === "user" ? begin.text : "" },
    {
      kind: "tool_call",
      toolCallId: "1",
      toolName: "write_file",
      input: {},
      status: "completed",
      output: "ok",
    },
    {
      kind: "tool_call",
      toolCallId: "2",
      toolName: "run_shell_command",
      input: {},
      status: "in_progress",
      output: null,
    },
  ];
  const prompt = user([...past.map(fence), fence({ kind: "restoration" })].join("\n"));
  expect(toldBy([prompt])).toEqual([["Bash", { command: "ls", description: "Runs a command" }]]);
  expect(toldBy([prompt, ...called("Bash", { result: "a.txt" })])).toEqual(["done"]);
});

test("a prompt may tell the result of a call that was interrupted", () => {
  const begin = script("  - ask: Tea?\n    as: tea\n  - say: It is ${tea.response}.");
  const call = called("mcp__makima__ask_question", {
    input: { question: "Tea?" },
    result: "aborted",
    isError: true,
  });
  const output = { status: "answered", questionId: "q1", response: "green" };
  const told = {
    kind: "tool_call",
    toolCallId: "1",
    toolName: "ask_question",
    input: { question: "Tea?" },
    status: "completed",
    output,
  };
  const prompt = [{ kind: "restoration" }, told].map((data) => `\`\`\`json\n${JSON.stringify(data)}\n\`\`\``);
  expect(toldBy([begin, ...call, user(prompt.join("\n"))])).toEqual(["It is green."]);
});

test("several calls in one answer have each its own result", () => {
  const begin = script(
    "  - together:\n      - tool: Read\n        as: a\n      - run: ls\n        as: b\n  - say: ${a.text} ${b.output}",
  );
  expect(toldBy([begin])).toEqual([
    ["Read", {}],
    ["Bash", { command: "ls", description: "Runs a command" }],
  ]);
  const read = called("Read", { result: "seen" });
  expect(toldBy([begin, ...read])).toEqual([["Bash", { command: "ls", description: "Runs a command" }]]);
  expect(toldBy([begin, ...read, ...called("Bash", { result: "listed" })])).toEqual(["seen listed"]);
});

test("it recalls what people and tools have told it, without the script that names the words", () => {
  const begin = script("  - run: ls\n  - recall: { matching: 'kiwi|mango' }");
  const items = [begin, user("a kiwi"), said("no mango"), ...called("Bash", { result: "mango kiwi" })];
  expect(toldBy(items)).toEqual(["RECALL kiwi mango kiwi"]);
});

describe("faults", () => {
  const begin = script("  - say: one\n  - endTurn: true\n  - fault: overloaded\n    times: 2\n  - say: two");

  test("stand before the answer of their place, under one key for all tries", () => {
    expect(decideReply(asked([begin])).faults).toEqual([]);
    const items = [begin, said("one"), user("and?")];
    const [fault] = decideReply(asked(items)).faults;
    expect(fault).toMatchObject({ times: 2, fault: { kind: "refusal", reason: "overloaded" } });
    expect(decideReply(asked([...items, user("and?")])).faults).toEqual([fault]);
  });

  test("a hang is over when somebody has said something since", () => {
    const hanging = script("  - hang: true\n  - say: awake");
    expect(decideReply(asked([hanging])).faults).toHaveLength(1);
    expect(decideReply(asked([hanging, user("hello?")])).faults).toEqual([]);
  });
});

test("the same conversation gives the same answer, another one other ids", () => {
  const begin = script("  - tool: Bash");
  const ids = (items: Item[]): string[] =>
    decideReply(asked(items)).parts.flatMap((part) => (part.kind === "call" ? [part.id] : []));
  expect(ids([begin])).toEqual(ids([begin]));
  expect(ids([begin])).not.toEqual(ids([begin, user("again")]));
});

test("usage is estimated by length, or as the script says", () => {
  const { usage } = decideReply(asked([script("  - usage: { input: 7, output: 3 }\n  - say: hi")]));
  expect(usage).toEqual({ input: 7, output: 3, cachedInput: 0 });
  expect(decideReply(asked([script("  - say: hi")])).usage.input).toBeGreaterThan(20);
});
