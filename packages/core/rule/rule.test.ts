// What rules say of requests. A rule for one thing must never allow another.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesPath, matchesText, matchesWords } from "./match.ts";
import { parseCommand } from "./parse-command.ts";
import {
  decideByRules,
  faultOfPattern,
  type PermissionRequest,
  type Rule,
  type RulePattern,
  suggestRule,
  tellRule,
} from "./rule.ts";

const none = { tool: null, command: null, path: null };
let made = 0;
const rule = (effect: Rule["effect"], pattern: Partial<RulePattern>): Rule => ({
  ...none,
  ...pattern,
  effect,
  id: `r${++made}`,
});
const request = (more: Partial<PermissionRequest>): PermissionRequest => ({
  toolName: null,
  toolKind: null,
  input: null,
  paths: [],
  root: "/w",
  ...more,
});
const run = (command: unknown) => request({ toolName: "Bash", toolKind: "execute", input: { command } });
const edit = (...paths: string[]) => request({ toolName: "Edit", toolKind: "edit", paths });

describe("a line of the shell", () => {
  test.each([
    ["git status", [["git", "status"]]],
    ["  git   log -1\n", [["git", "log", "-1"]]],
    [`git commit -m "a b" -m 'c; d'`, [["git", "commit", "-m", "a b", "-m", "c; d"]]],
    [
      "cd a && npm test || echo no; ls | wc -l\npwd",
      [["cd", "a"], ["npm", "test"], ["echo", "no"], ["ls"], ["wc", "-l"], ["pwd"]],
    ],
    ["touch ''", [["touch", ""]]],
    [`a"b"'c'd`, [["abcd"]]],
  ])("%j is read", (line, wanted) => {
    expect(parseCommand(line)).toEqual(wanted);
  });

  test.each([
    "git status > /etc/passwd",
    "git status $(rm -rf /)",
    "git status `rm -rf /`",
    "git status & rm -rf /",
    "git status \\; rm",
    "git $HOME",
    "rm *",
    "ls {a,b}",
    "PATH=/evil git status",
    'echo "$(rm -rf /)"',
    'echo "unfinished',
    "echo 'unfinished",
    "echo 'a\u0007b'",
    "a;;b",
    "a &&",
    "| a",
    "",
    "a\rb",
    "a\u0000b",
  ])("%j cannot be read", (line) => {
    expect(parseCommand(line)).toBeNull();
  });
});

test.each([
  ["git status", "git status", true],
  ["git status", "git  status", true],
  ["git status", "git status -s", false],
  ["git *", "git", true],
  ["git *", "git push origin main", true],
  ["git *", "gitk", false],
  ["npm run test:*", "npm run test:unit", true],
  ["npm run test:*", "npm run test:unit --all", false],
  ["*", "rm -rf /", true],
])("the words %j match %j: %s", (pattern, line, wanted) => {
  expect(matchesWords(pattern, line.split(/\s+/))).toBe(wanted);
});

test.each([
  ["src/**", "src/a/b.ts", true],
  ["src/**", "src", true],
  ["src/*", "src/a/b.ts", false],
  ["**/*.ts", "a.ts", true],
  ["**/*.ts", "a/b/c.ts", true],
  ["**/*.ts", "a/b/c.js", false],
  ["/etc/**", "/etc/passwd", true],
  ["**", ".git/config", false],
  ["*/config", ".git/config", false],
  [".git/**", ".git/config", true],
  ["a/**/b/**/c", "a/x/b/y/z/c", true],
  ["a/**/b", "a/c", false],
])("the path %j matches %j: %s", (pattern, path, wanted) => {
  expect(matchesPath(pattern, path)).toBe(wanted);
});

test("a star matches as a regular expression would have it", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "b", "*"), maxLength: 8 });
  fc.assert(
    fc.property(letters, letters, (pattern, text) => {
      const meaning = new RegExp(`^${pattern.replaceAll("*", ".*")}$`);
      expect(matchesText(pattern, text)).toBe(meaning.test(text));
    }),
  );
});

describe("what a rule decides", () => {
  const status = rule("allow", { command: "git status" });
  const tests = rule("allow", { command: "npm test" });
  const push = rule("deny", { command: "git push *" });

  test.each([
    "git status; rm -rf /",
    "git status && rm -rf /",
    "git status | sh",
    "git status\nrm -rf /",
    "git status $(rm -rf /)",
    "git status > ~/.bashrc",
    "git status # x\nrm -rf /",
    "FOO=1 git status",
    "git status -s",
  ])("%j is not allowed by a rule for git status", (line) => {
    expect(decideByRules([status], run(line)).kind).toBe("none");
  });

  test.each([
    ["git status", [status.id]],
    ["git status && npm test", [status.id, tests.id]],
    [["git", "status"], [status.id]],
    [["/bin/bash", "-lc", "git status"], [status.id]],
    [
      ["sh", "-c", "git status; npm test"],
      [status.id, tests.id],
    ],
  ])("%j is allowed", (command, ruleIds) => {
    expect(decideByRules([status, tests], run(command))).toEqual({ kind: "allow", ruleIds });
  });

  test.each([
    [["bash", "-c", "git status; rm x"]],
    [["bash", "-x", "git status"]],
    [["bash", "script", "-c", "git status"]],
    [["git", 3]],
    [[]],
  ])("%j is not", (command) => {
    expect(decideByRules([status], run(command)).kind).toBe("none");
  });

  test("one part that is denied denies all, whatever is allowed", () => {
    const rules = [rule("allow", { tool: "Bash" }), push];
    expect(decideByRules(rules, run("npm test && git push --force"))).toEqual({
      kind: "deny",
      ruleIds: [push.id],
    });
    expect(decideByRules(rules, run("npm test")).kind).toBe("allow");
  });

  test("a line that cannot be read may be one that is denied: it is told as that", () => {
    expect(decideByRules([push], run("$X push"))).toEqual({ kind: "none", isUnreadable: true });
    expect(decideByRules([status], run("$X push"))).toEqual({ kind: "none", isUnreadable: false });
  });

  test("a tool is known by its name or its kind, and each path has to be covered", () => {
    const src = rule("allow", { tool: "edit", path: "src/**" });
    expect(decideByRules([src], edit("/w/src/a.ts", "src/b.ts")).kind).toBe("allow");
    expect(decideByRules([src], edit("/w/src/a.ts", "/w/package.json")).kind).toBe("none");
    expect(decideByRules([src], edit("/w/src/../package.json")).kind).toBe("none");
    expect(decideByRules([src], edit("/w/src/./a.ts")).kind).toBe("allow");
    expect(decideByRules([src], run("git status")).kind).toBe("none");
    expect(
      decideByRules([rule("allow", { tool: "mcp__github__*" })], request({ toolName: "mcp__github__get" }))
        .kind,
    ).toBe("allow");
    expect(decideByRules([rule("allow", { tool: "x" })], request({ input: { command: 3 } })).kind).toBe(
      "none",
    );
    expect(
      decideByRules([rule("deny", { path: "/etc/**" })], request({ paths: ["/etc/passwd"], root: null }))
        .kind,
    ).toBe("deny");
    expect(decideByRules([rule("allow", none)], edit("src/a.ts")).kind).toBe("none");
  });
});

describe("what is offered for always", () => {
  test.each([
    [run("npm test"), { command: "npm test" }, "npm test"],
    [edit("/w/src/a.ts", "b.ts"), { tool: "Edit", path: "**" }, "Edit in its worktree"],
    [request({ toolKind: "fetch" }), { tool: "fetch" }, "fetch"],
  ])("%o", (asked, pattern, label) => {
    expect(suggestRule(asked)).toEqual({ pattern: { ...none, ...pattern }, label });
    const made = { ...none, ...pattern, effect: "allow" as const, id: "r" };
    expect(decideByRules([made], asked).kind).toBe("allow");
  });

  test.each([
    run("npm test && rm x"),
    run("npm test > log"),
    run("git commit -m 'a b'"),
    run("touch ''"),
    edit("/w/src/a.ts", "/etc/passwd"),
    edit("/w/.git/config"),
    request({}),
    request({ toolName: "a*" }),
  ])("nothing for %o", (asked) => {
    expect(suggestRule(asked)).toBeNull();
  });
});

test("a rule is told by what it names", () => {
  expect(tellRule({ ...none, effect: "deny", tool: "Bash", command: "rm *" })).toBe(
    "deny tool Bash, command rm *",
  );
  expect(tellRule({ ...none, effect: "allow", path: "src/**" })).toBe("allow path src/**");
});

test.each([
  [{}, /names no tool/],
  [{ command: "a", path: "b" }, /no request is both/],
  [{ command: "git status; rm" }, /plain words/],
  [{ command: "  " }, /plain words/],
  [{ command: "echo $X" }, /plain words/],
  [{ path: "a/../b" }, /goes over/],
  [{ command: "git *" }, null],
  [{ tool: "Bash" }, null],
  [{ path: "/etc/**" }, null],
])("the pattern %o", (pattern, fault) => {
  const told = faultOfPattern({ ...none, ...pattern });
  expect(fault === null ? told === null : fault.test(told ?? "")).toBe(true);
});
