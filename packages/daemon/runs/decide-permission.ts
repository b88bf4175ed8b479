// Answers an agent that asks whether it may: by rule where there is one, else by a person.
import { isAbsolute, relative, resolve } from "node:path";
import { AGENT_TOOLS, toolsFor } from "@makima/protocol/tools";
import type { PermissionRequest } from "../agents/driver.ts";
import { sanitiseText, sanitiseValue } from "../transcript/sanitise-text.ts";
import type { Run } from "./run.ts";
import type { RunParts } from "./run-parts.ts";

/** The id of an option, or null when the agent is not allowed to or the turn was cancelled. */
export async function decidePermission(
  parts: RunParts,
  run: Run,
  request: PermissionRequest,
): Promise<string | null> {
  const allow =
    request.options.find(({ kind }) => kind === "allow_once") ??
    request.options.find(({ kind }) => kind === "allow_always");
  if (allow !== undefined && isOwnTool(run, request)) return allow.id;
  const isAllowed = allow !== undefined && (parts.launch.sandbox.isOn || isEditInside(run, request));
  if (isAllowed && run.command.hasDenials !== true) return allow.id;
  return askServer(parts, run, { ...request, unlessDenied: isAllowed });
}

/** The tools that we ourselves give to the agent need nobody's leave. */
function isOwnTool(run: Run, { name, title, toolKind, input }: PermissionRequest): boolean {
  if (toolKind !== null && toolKind !== "other") return false;
  const called = (name ?? title).replace(/^mcp__makima__|^makima[./:]/, "");
  const tool = toolsFor(run.command.taskKind).find((one) => one === called);
  return tool !== undefined && AGENT_TOOLS[tool].input.safeParse(input ?? {}).success;
}

function isEditInside(run: Run, { toolKind, paths }: PermissionRequest): boolean {
  if (toolKind !== "edit" || run.worktree === null || paths.length === 0) return false;
  const root = run.worktree.path;
  return paths.every((path) => {
    const inside = relative(root, resolve(root, path));
    const isGit = inside === ".git" || inside.startsWith(".git/");
    return inside !== "" && !inside.startsWith("..") && !isAbsolute(inside) && !isGit;
  });
}

/** Answered there by a rule or by a person. */
async function askServer(
  parts: RunParts,
  run: Run,
  request: PermissionRequest & { unlessDenied: boolean },
): Promise<string | null> {
  if (run.signal.aborted || request.signal.aborted) return null;
  const requestKey =
    `${run.turn?.number ?? 0}:${run.permissions.size}:${request.toolCallId ?? "permission"}`.slice(0, 300);
  const { promise, resolve: answer } = Promise.withResolvers<string | null>();
  run.permissions.set(requestKey, answer);
  const giveUp = (): void => answer(null);
  request.signal.addEventListener("abort", giveUp, { once: true });
  run.signal.addEventListener("abort", giveUp, { once: true });
  await parts.append(
    {
      kind: "permission",
      ...run.ref,
      requestKey,
      title: sanitiseText(request.title),
      toolCallId: request.toolCallId,
      toolName: request.name,
      toolKind: request.toolKind,
      paths: request.paths.map((path) => sanitiseText(path)),
      unlessDenied: request.unlessDenied,
      input: sanitiseValue(request.input) ?? null,
      options: request.options.slice(0, 20).map((option) => ({ ...option, name: sanitiseText(option.name) })),
    },
    { sync: true },
  );
  return promise;
}
