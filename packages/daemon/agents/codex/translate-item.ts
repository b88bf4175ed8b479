// A tool that Codex used, as the daemon's own event.
import type { AgentEvent } from "../driver.ts";
import type { Item } from "./read-event.ts";

export type ToolItem = Exclude<
  Item,
  { type: "userMessage" | "agentMessage" | "plan" | "reasoning" | "contextCompaction" }
>;
type ToolEvent = Extract<AgentEvent, { kind: "tool" }>;

/** `shown` is what a command has shown of its output so far. */
export function translateItem(
  item: ToolItem,
  { isOver, shown }: { isOver: boolean; shown: string },
): ToolEvent {
  const about = describe(item);
  const text = textOf(item, { isOver, shown });
  return {
    kind: "tool",
    toolCallId: item.id,
    ...about,
    state: !isOver ? "in_progress" : hasFailed(item) ? "failed" : "completed",
    ...(text === "" ? {} : { text }),
  };
}

type About = Required<Pick<ToolEvent, "title" | "name" | "toolKind" | "input">>;

function describe(item: ToolItem): About {
  switch (item.type) {
    case "commandExecution": {
      const command = withoutShell(item.command);
      const input = { command, ...(item.cwd == null ? {} : { cwd: item.cwd }) };
      return { title: command, name: "exec_command", toolKind: "execute", input };
    }
    case "fileChange": {
      const changes = item.changes.map(({ path, kind }) => ({ path, kind: kind.type }));
      const title = `Change ${changes.map(({ path }) => path).join(", ")}`;
      return { title, name: "apply_patch", toolKind: "edit", input: { changes } };
    }
    case "mcpToolCall": {
      const name = `${item.server}.${item.tool}`;
      return { title: name, name, toolKind: "other", input: item.arguments };
    }
    case "dynamicToolCall":
      return { title: item.tool, name: item.tool, toolKind: "other", input: item.arguments };
    case "webSearch":
      return {
        title: `Search the web: ${item.query}`,
        name: "web_search",
        toolKind: "search",
        input: { query: item.query },
      };
    case "imageView":
      return {
        title: `Look at ${item.path}`,
        name: "view_image",
        toolKind: "read",
        input: { path: item.path },
      };
  }
}

function textOf(item: ToolItem, { isOver, shown }: { isOver: boolean; shown: string }): string {
  switch (item.type) {
    case "commandExecution":
      return isOver ? wholeOutput(item, shown) : shown;
    case "fileChange":
      return item.changes.map(({ path, diff }) => `${path}\n${diff}`).join("\n");
    case "mcpToolCall":
      return item.error?.message ?? joinText(item.result?.content ?? []);
    case "dynamicToolCall":
      return joinText(item.contentItems ?? []);
    default:
      return "";
  }
}

/** Codex may leave out the beginning while a command runs and tell it at the end; what was shown is not shown again. */
function wholeOutput(item: Extract<ToolItem, { type: "commandExecution" }>, shown: string): string {
  const whole = item.aggregatedOutput ?? "";
  const missing = whole.endsWith(shown) ? whole.slice(0, whole.length - shown.length) : "";
  const output =
    shown === "" ? whole : missing === "" ? shown : `${shown}[shown late, it came first]\n${missing}`;
  if (item.status === "declined") return `${output}It was not allowed.`;
  const code = item.exitCode ?? 0;
  return code === 0
    ? output
    : `${output}${output === "" || output.endsWith("\n") ? "" : "\n"}[exit code ${code}]`;
}

const joinText = (
  pieces: readonly { readonly text?: string | undefined; readonly type?: unknown }[],
): string => pieces.map(({ text, type }) => text ?? `[${String(type)}]`).join("\n");

const hasFailed = (item: ToolItem): boolean =>
  "status" in item && (item.status === "failed" || item.status === "declined");

/** `/bin/bash -lc 'ls -l'` is `ls -l` for a person. */
function withoutShell(command: string): string {
  const inside = /^\S*\/(?:ba|z|da)?sh -l?c ([\s\S]+)$/.exec(command)?.[1];
  if (inside === undefined) return command;
  return /^'[^']*'$/.test(inside) || /^"[^"$`\\]*"$/.test(inside) ? inside.slice(1, -1) : inside;
}
