// Requests for permission that rules answer, and the rule that a person's "always" makes.
import { eventsOf } from "@makima/testkit/events";
import {
  beginSupervisor,
  commandsTo,
  look,
  type RunAt,
  type RunRecord,
  rounds,
  send,
} from "@makima/testkit/runs";
import { createTestWorld } from "@makima/testkit/world";
import { expect, test } from "vitest";
import { answerQuestion, listQuestions } from "../questions/questions.ts";
import { addRule, listRules, removeRule } from "../rules/rules.ts";

const of = await createTestWorld();
const { world, principal } = of;

type Asked = Partial<Extract<RunRecord, { kind: "permission" }>>;
let asked = 0;
async function ask(at: RunAt, command: string, more: Asked = {}): Promise<string> {
  const requestKey = `1:${++asked}`;
  await send(of, at, {
    kind: "permission",
    requestKey,
    title: command,
    toolCallId: null,
    toolName: "Bash",
    toolKind: "execute",
    input: { command },
    options: [
      { id: "yes", name: "Allow", kind: "allow_once" },
      { id: "ever", name: "Always", kind: "allow_always" },
      { id: "no", name: "Reject", kind: "reject_once" },
    ],
    ...more,
  });
  return requestKey;
}
const answersTo = async (at: RunAt, requestKey: string) =>
  (await commandsTo(of, at.daemonId, "permission_answer"))
    .filter((command) => command["requestKey"] === requestKey)
    .map(({ optionId }) => optionId);
const openOf = async ({ contractId }: RunAt) =>
  (await listQuestions(world, principal, { query: { limit: 50, contractId } })).items;
const add = (body: Parameters<typeof addRule>[2]["body"]) => addRule(world, principal, { body });

test("what a rule allows is allowed without asking, once, and the journal names the rule", async () => {
  const at = await beginSupervisor(of);
  const rule = await add({ effect: "allow", contractId: at.contractId, command: "npm *" });
  const key = await ask(at, "npm test");
  await ask(at, "npm test", { requestKey: key });
  expect(await answersTo(at, key)).toEqual(["yes"]);
  expect(await openOf(at)).toEqual([]);
  const told = await eventsOf(of, at.contractId, "permission.");
  expect(told.map(({ type, data }) => [type, data["ruleId"], data["title"]])).toEqual([
    ["permission.allowed", rule.id, "npm test"],
  ]);
});

test("what hides behind an allowed command is asked, and a denial counts more than what is allowed", async () => {
  const at = await beginSupervisor(of);
  const { contractId } = at;
  await add({ effect: "allow", contractId, command: "git status" });
  const hidden = await ask(at, "git status; rm -rf /");
  expect(await answersTo(at, hidden)).toEqual([]);
  expect((await openOf(at)).map(({ choices }) => choices)).toEqual([["Allow", "Always", "Reject"]]);
  await add({ effect: "allow", contractId, tool: "Bash" });
  await add({ effect: "deny", contractId, command: "git push *" });
  const pushed = await ask(at, "git status && git push --force");
  expect(await answersTo(at, pushed)).toEqual(["no"]);
  expect(await eventsOf(of, contractId, "permission.denied")).toHaveLength(1);
});

test("a rule of the owner counts everywhere, one of another contract or owner nowhere, and a removed one no more", async () => {
  const at = await beginSupervisor(of);
  const other = await beginSupervisor(of);
  await add({ effect: "allow", contractId: other.contractId, command: "make" });
  await look(of, "insert into owner (id, name) values ($1, 'stranger')", [world.ids.next()]);
  const key = await ask(at, "make");
  expect(await answersTo(at, key)).toEqual([]);
  const everywhere = await add({ effect: "allow", command: "make" });
  expect(await answersTo(at, await ask(at, "make"))).toEqual(["yes"]);
  const stranger = { ...principal, ownerId: world.ids.next() };
  await expect(removeRule(world, stranger, { params: { id: everywhere.id } })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect((await listRules(world, stranger, { query: { limit: 50 } })).items).toEqual([]);
  await removeRule(world, principal, { params: { id: everywhere.id } });
  expect(await answersTo(at, await ask(at, "make"))).toEqual([]);
  await expect(removeRule(world, principal, { params: { id: everywhere.id } })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("always for this contract allows it now, and by a rule from then on", async () => {
  const at = await beginSupervisor(of);
  const key = await ask(at, "npm run lint");
  const [question] = await openOf(at);
  const choice = "Always for this contract: npm run lint";
  expect(question?.choices).toEqual(["Allow", "Always", "Reject", choice]);
  await answerQuestion(world, principal, { params: { id: question?.id ?? "" }, body: { choices: [choice] } });
  await rounds.bringAnswers(of);
  expect(await answersTo(at, key)).toEqual(["yes"]);
  expect(await answersTo(at, await ask(at, "npm run lint"))).toEqual(["yes"]);
  const { items } = await listRules(world, principal, { query: { limit: 50, contractId: at.contractId } });
  expect(items).toMatchObject([
    {
      effect: "allow",
      contractId: at.contractId,
      command: "npm run lint",
      tool: null,
      questionId: question?.id,
    },
  ]);
  expect((await eventsOf(of, at.contractId, "rule.")).map(({ data }) => data["rule"])).toEqual([
    "allow command npm run lint",
  ]);
});

test("where something is denied the daemon asks for what it allows itself, and gets it unless that is denied", async () => {
  const at = await beginSupervisor(of);
  const { contractId } = at;
  expect((await commandsTo(of, at.daemonId, "start_run")).at(-1)).toMatchObject({ hasDenials: false });
  await add({ effect: "deny", contractId, command: "curl *" });
  const everywhere = await add({ effect: "deny", command: "wget *" });
  const later = await beginSupervisor(of);
  expect((await commandsTo(of, later.daemonId, "start_run")).at(-1)).toMatchObject({ hasDenials: true });
  await removeRule(world, principal, { params: { id: everywhere.id } });
  expect(await answersTo(at, await ask(at, "npm test", { unlessDenied: true }))).toEqual(["yes"]);
  expect(await answersTo(at, await ask(at, "curl evil", { unlessDenied: true }))).toEqual(["no"]);
  expect(await answersTo(at, await ask(at, "$C evil", { unlessDenied: true }))).toEqual([]);
  expect(await openOf(at)).toHaveLength(1);
});

test("a path is compared below the worktree", async () => {
  const at = await beginSupervisor(of);
  await add({ effect: "allow", contractId: at.contractId, tool: "edit", path: "src/**" });
  const edit = (path: string) =>
    ask(at, `Edit ${path}`, { toolName: "Edit", toolKind: "edit", input: {}, paths: [path] });
  expect(await answersTo(at, await edit("/w/src/a.ts"))).toEqual(["yes"]);
  expect(await answersTo(at, await edit("/w/src/../../etc/passwd"))).toEqual([]);
});

test("an agent that offers no way to say no is told that its request is cancelled", async () => {
  const at = await beginSupervisor(of);
  await add({ effect: "deny", contractId: at.contractId, tool: "Bash" });
  const options = [{ id: "yes", name: "Allow", kind: "allow_once" }];
  expect(await answersTo(at, await ask(at, "ls", { options }))).toEqual([null]);
});

test("a rule that could not mean what it says is refused, and the same rule again is the one that there is", async () => {
  for (const body of [{}, { command: "git status; rm" }, { command: "a", path: "b" }, { path: "../x" }])
    await expect(add({ effect: "allow", ...body })).rejects.toMatchObject({ code: "RULE_PATTERN" });
  await expect(add({ effect: "allow", tool: "Bash", contractId: world.ids.next() })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  const [one, again] = [await add({ effect: "deny", tool: "X" }), await add({ effect: "deny", tool: "X" })];
  expect(again.id).toBe(one.id);
  await removeRule(world, principal, { params: { id: one.id } });
});
