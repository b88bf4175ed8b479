// Answers what Codex asks of its client: calls of our tools, leave to do something, and questions for the person.
import { z } from "zod";
import type { AgentOptions, PermissionRequest } from "../driver.ts";
import { askPerson } from "./ask-person.ts";
import { type AgentRequest, NotKnown } from "./connection.ts";
import type { ToolItem } from "./translate-item.ts";

export interface Answering {
  readonly tools: AgentOptions["tools"];
  readonly onPermission: AgentOptions["onPermission"];
  /** What has been told of the item that a request is about. */
  readonly find: (itemId: string) => ToolItem | null;
}

const text = z.string();
const toolCall = z.looseObject({ callId: text, tool: text, arguments: z.unknown() });
const commandApproval = z.looseObject({
  itemId: text,
  command: text.nullish(),
  cwd: text.nullish(),
  reason: text.nullish(),
  availableDecisions: z.array(z.unknown()).nullish(),
});
const fileApproval = z.looseObject({ itemId: text, reason: text.nullish(), grantRoot: text.nullish() });
const permissions = z.looseObject({
  itemId: text,
  reason: text.nullish(),
  permissions: z.record(text, z.unknown()),
});
const elicitation = z.looseObject({
  serverName: text,
  mode: text,
  message: text.catch("It asks for something."),
  url: text.optional(),
  requestedSchema: z
    .looseObject({ required: z.array(text).optional() })
    .optional()
    .catch(undefined),
});

/** Throws `NotKnown`. */
export function answerRequest(answering: Answering, request: AgentRequest): Promise<unknown> {
  switch (request.method) {
    case "item/tool/call":
      return callTool(answering, toolCall.parse(request.params));
    case "item/commandExecution/requestApproval":
      return approveCommand(answering, request);
    case "item/fileChange/requestApproval":
      return approveChange(answering, request);
    case "item/permissions/requestApproval":
      return grantPermissions(answering, request);
    case "mcpServer/elicitation/request":
      return answerElicitation(answering, request);
    case "item/tool/requestUserInput":
      return askPerson(answering.tools, request.params);
    default:
      throw new NotKnown(`makima does not answer ${request.method}`);
  }
}

async function callTool({ tools }: Answering, call: z.infer<typeof toolCall>): Promise<unknown> {
  const { callId: callKey, tool, arguments: input } = call;
  const { result, isError } = await tools.call({ callKey, tool, input: input ?? {} });
  const told = typeof result === "string" ? result : JSON.stringify(result ?? null);
  return { contentItems: [{ type: "inputText", text: told }], success: !isError };
}

const once = { id: "accept", name: "Allow", kind: "allow_once" };
const always = { id: "acceptForSession", name: "Allow for this session", kind: "allow_always" };
const refusal = { id: "decline", name: "Refuse", kind: "reject_once" };

async function approveCommand(answering: Answering, { params, signal }: AgentRequest): Promise<unknown> {
  const asked = commandApproval.parse(params);
  const isLasting = asked.availableDecisions?.includes(always.id) ?? false;
  const decision = await answering.onPermission({
    title: asked.command ?? asked.reason ?? "Run a command",
    name: "exec_command",
    toolCallId: asked.itemId,
    toolKind: "execute",
    paths: [],
    input: { command: asked.command ?? null, cwd: asked.cwd ?? null, reason: asked.reason ?? null },
    options: isLasting ? [once, always, refusal] : [once, refusal],
    signal,
  });
  return { decision: decision ?? refusal.id };
}

async function approveChange(answering: Answering, { params, signal }: AgentRequest): Promise<unknown> {
  const asked = fileApproval.parse(params);
  const item = answering.find(asked.itemId);
  const changes = item?.type === "fileChange" ? item.changes : [];
  const paths = [...changes.map(({ path }) => path), ...(asked.grantRoot == null ? [] : [asked.grantRoot])];
  const decision = await answering.onPermission({
    title: paths.length === 0 ? "Change files" : `Change ${paths.join(", ")}`,
    name: "apply_patch",
    toolCallId: asked.itemId,
    toolKind: "edit",
    paths,
    input: { paths, reason: asked.reason ?? null },
    options: [once, always, refusal],
    signal,
  });
  return { decision: decision ?? refusal.id };
}

async function grantPermissions(answering: Answering, { params, signal }: AgentRequest): Promise<unknown> {
  const asked = permissions.parse(params);
  const wanted = Object.fromEntries(Object.entries(asked.permissions).filter(([, value]) => value !== null));
  const isGranted = await isAllowed(answering, {
    title: asked.reason ?? "Do more than it may",
    name: "request_permissions",
    toolCallId: asked.itemId,
    toolKind: "execute",
    input: asked.permissions,
    signal,
  });
  return { permissions: isGranted ? wanted : {}, scope: "turn" };
}

/** What an MCP server of the person's own asks: a yes or no is a permission; a form that must be filled in is declined. */
async function answerElicitation(answering: Answering, { params, signal }: AgentRequest): Promise<unknown> {
  const asked = elicitation.parse(params);
  const needsWords = (asked.requestedSchema?.required ?? []).length > 0;
  const isAccepted =
    !needsWords &&
    (await isAllowed(answering, {
      title: `${asked.serverName}: ${asked.message}${asked.url === undefined ? "" : ` ${asked.url}`}`,
      name: asked.serverName,
      toolCallId: null,
      toolKind: "other",
      input: { server: asked.serverName, mode: asked.mode, message: asked.message, url: asked.url ?? null },
      signal,
    }));
  return { action: isAccepted ? "accept" : "decline", content: isAccepted ? {} : null, _meta: null };
}

async function isAllowed(
  { onPermission }: Answering,
  request: Omit<PermissionRequest, "options" | "paths">,
): Promise<boolean> {
  return (await onPermission({ ...request, paths: [], options: [once, refusal] })) === once.id;
}
