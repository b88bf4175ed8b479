// House rule: packages import each other only along the arrows of ARCHITECTURE.md, by name and never by path.
import { judgeImports, type SeenImport } from "./imports.ts";
import { isTest, packageOf } from "./places.ts";
import type { Rule } from "./rule.ts";

// A program that another starts (cli → server, daemon, scripted-agent, scripted-model) is no import and has no arrow.
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: [],
  protocol: ["core"],
  postgres: [],
  client: ["protocol", "core"],
  cli: ["client", "protocol", "core", "postgres"],
  web: ["client", "protocol", "core"],
  server: ["core", "protocol", "postgres"],
  daemon: ["core", "protocol"],
  "scripted-agent": [],
  "scripted-model": ["scripted-agent"],
  testkit: [
    "client",
    "cli",
    "core",
    "daemon",
    "postgres",
    "protocol",
    "scripted-agent",
    "scripted-model",
    "server",
  ],
};

export const packageArrows: Rule = {
  name: "package-arrows",
  sentence:
    "Packages import each other only along the arrows of ARCHITECTURE.md; nothing shipped imports the testkit; core imports nothing.",
  find: (tree) =>
    judgeImports(tree, (seen) =>
      seen.target === undefined ? outsideFault(seen) : arrowFault(seen, seen.target),
    ),
};

function outsideFault({ path, specifier }: SeenImport): string | undefined {
  if (packageOf(path) !== "core" || isTest(path)) return undefined;
  return `core is pure: it imports nothing, and "${specifier}" is something`;
}

function arrowFault({ path, specifier }: SeenImport, target: string): string | undefined {
  const from = packageOf(path);
  const to = packageOf(target);
  if (to === from) return undefined;
  if (to === undefined) return `"${specifier}" leaves its package`;
  // The launcher of the bin is shared with the install step, which runs before there are packages to name.
  const isLauncher = target.startsWith("packages/cli/bin/") && path === "tools/install.mjs";
  if (specifier.startsWith(".") && !isLauncher)
    return `"${specifier}" reaches into ${to} by path; import it by name`;
  if (to === "testkit")
    return isTest(path) || path.startsWith("bench/") ? undefined : "only tests import the testkit";
  if (from === undefined || arrows[from]?.includes(to)) return undefined;
  return `${from} may not import ${to} (${arrows[from]?.join(", ") || "nothing of ours"} only)`;
}
