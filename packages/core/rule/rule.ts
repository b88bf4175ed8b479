// Rules: what agents may do without asking, and what they may not. A request is taken apart, and a rule speaks for the parts that it covers:
// a request is allowed when each part of it is, and denied when one part of it is. So a rule for one command allows no other one beside it.
import { matchesPath, matchesText, matchesWords } from "./match.ts";
import { parseCommand } from "./parse-command.ts";

export const RULE_EFFECTS = ["allow", "deny"] as const;
export type RuleEffect = (typeof RULE_EFFECTS)[number];

/** What is named has to match; at least one is, and not both a command and a path. */
export type RulePattern = {
  /** the tool's name or its kind (`execute`, `edit`, …), `*` for any characters */
  tool: string | null;
  /** word for word, `*` within a word for any characters, as the last word for any words */
  command: string | null;
  /** below the worktree, or absolute; `*` within one part, `**` for any parts */
  path: string | null;
};
export type Rule = RulePattern & { id: string; effect: RuleEffect };

/** A request as its agent sent it. */
export type PermissionRequest = {
  toolName: string | null;
  toolKind: string | null;
  input: unknown;
  /** files that it is about, absolute or below the worktree */
  paths: readonly string[];
  /** the worktree's own path; null where it is not known */
  root: string | null;
};

type Part =
  | { kind: "command"; words: readonly string[] }
  | { kind: "path"; path: string }
  /** a command that cannot be read: only a rule for the tool as a whole speaks for it */
  | { kind: "unreadable" }
  | { kind: "whole" };

export type RuleDecision =
  | { kind: "allow"; ruleIds: string[] }
  | { kind: "deny"; ruleIds: string[] }
  /** `isUnreadable`: a rule may mean it, and cannot tell */
  | { kind: "none"; isUnreadable: boolean };

/** A denial counts more than what is allowed. */
export function decideByRules(rules: readonly Rule[], request: PermissionRequest): RuleDecision {
  const parts = partsOf(request);
  const tools = [request.toolName, request.toolKind].filter((name) => name !== null);
  const of = (effect: RuleEffect) => rules.filter((rule) => rule.effect === effect);
  const coverOf = (part: Part, among: readonly Rule[]) => among.find((rule) => covers(rule, part, tools));
  const denied = parts.map((part) => coverOf(part, of("deny"))).filter((rule) => rule !== undefined);
  if (denied.length > 0) return { kind: "deny", ruleIds: idsOf(denied) };
  const allowed = parts.map((part) => coverOf(part, of("allow"))).filter((rule) => rule !== undefined);
  if (allowed.length === parts.length) return { kind: "allow", ruleIds: idsOf(allowed) };
  const isUnreadable =
    parts.some(({ kind }) => kind === "unreadable") && of("deny").some(({ command }) => command !== null);
  return { kind: "none", isUnreadable };
}

const idsOf = (rules: readonly Rule[]): string[] => [...new Set(rules.map(({ id }) => id))];

function covers(rule: Rule, part: Part, tools: readonly string[]): boolean {
  const { tool, command, path } = rule;
  if (tool !== null && !tools.some((name) => matchesText(tool, name))) return false;
  if (command !== null) return part.kind === "command" && matchesWords(command, part.words);
  if (path !== null) return part.kind === "path" && matchesPath(path, part.path);
  return tool !== null;
}

function partsOf({ input, paths, root }: PermissionRequest): Part[] {
  const command = commandOf(input);
  if (command !== undefined) {
    const commands = typeof command === "string" ? parseCommand(command) : readWords(command);
    return commands === null
      ? [{ kind: "unreadable" }]
      : commands.map((words) => ({ kind: "command" as const, words }));
  }
  if (paths.length === 0) return [{ kind: "whole" }];
  return paths.map((path) => ({ kind: "path" as const, path: placeOf(path, root) }));
}

/** A shell line, or words that no shell reads; undefined: it is no command. */
function commandOf(input: unknown): string | readonly unknown[] | undefined {
  if (typeof input !== "object" || input === null || !("command" in input)) return undefined;
  const { command } = input;
  return typeof command === "string" || Array.isArray(command) ? command : undefined;
}

function readWords(command: readonly unknown[]): (readonly string[])[] | null {
  if (!command.every((word) => typeof word === "string") || command.length === 0) return null;
  const [program = "", flag = "", line = ""] = command;
  const isShell = /^(?:.*\/)?(?:ba|da|z|k)?sh$/.test(program);
  if (!isShell) return [command];
  return command.length === 3 && /^-l?c$/.test(flag) ? parseCommand(line) : null;
}

/** Below the worktree as it is there, else absolute; `..` is followed, so that no path leaves a folder unseen. */
function placeOf(path: string, root: string | null): string {
  const whole = path.startsWith("/") || root === null ? path : `${root}/${path}`;
  const parts: string[] = [];
  for (const part of whole.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  const place = `/${parts.join("/")}`;
  if (root === null || !place.startsWith(`${root}/`)) return place;
  return place.slice(root.length + 1);
}

/** The rule that allows just this from now on; null where none could say it. `label` tells it to people. */
export function suggestRule(request: PermissionRequest): { pattern: RulePattern; label: string } | null {
  const parts = partsOf(request);
  const tool = request.toolName ?? request.toolKind;
  const [part] = parts;
  if (part?.kind === "command") return parts.length === 1 ? suggestCommand(part.words) : null;
  if (tool === null || tool.includes("*") || part === undefined || part.kind === "unreadable") return null;
  if (part.kind === "whole") return { pattern: { tool, command: null, path: null }, label: tool };
  const isInside = parts.every(
    (one) => one.kind === "path" && !one.path.startsWith("/") && matchesPath("**", one.path),
  );
  return isInside ? { pattern: { tool, command: null, path: "**" }, label: `${tool} in its worktree` } : null;
}

function suggestCommand(words: readonly string[]): { pattern: RulePattern; label: string } | null {
  if (words.some((word) => word === "" || /[\s*]/.test(word))) return null;
  const command = words.join(" ");
  return { pattern: { tool: null, command, path: null }, label: command };
}

/** "allow git status", for people. */
export function tellRule({ effect, tool, command, path }: RulePattern & { effect: RuleEffect }): string {
  const what = [
    ...(tool === null ? [] : [`tool ${tool}`]),
    ...(command === null ? [] : [`command ${command}`]),
    ...(path === null ? [] : [`path ${path}`]),
  ];
  return `${effect} ${what.join(", ")}`;
}

/** What is wrong with a pattern, as a sentence; null where nothing is. */
export function faultOfPattern({ tool, command, path }: RulePattern): string | null {
  if (tool === null && command === null && path === null)
    return "the rule names no tool, no command and no path";
  if (command !== null && path !== null) return "the rule names a command and a path, and no request is both";
  if (command !== null && parseCommand(command.replaceAll("*", "x"))?.length !== 1)
    return "the command is more than the plain words of one command, with * for any";
  if (path !== null && path.split("/").some((part) => part === ".." || part === "."))
    return "the path goes over . or ..";
  return null;
}
