// House rule: the lockfile works on every platform and with every registry.
import { findAddresses, findMissing, type Lockfile } from "../lockfile.ts";
import type { Rule } from "./rule.ts";

export const lockfile: Rule = {
  name: "lockfile",
  sentence:
    "The lockfile names every platform's packages and no download address (`node tools/complete-lockfile.ts` adds what npm left out).",
  find: ({ files }) =>
    files
      .filter(({ path }) => path === "package-lock.json")
      .flatMap(({ path, text }) => {
        const content = JSON.parse(text) as Lockfile;
        return [
          ...findMissing(content).map(
            ({ neededBy, name, version }) => `${name}@${version} of ${neededBy} is not listed`,
          ),
          ...findAddresses(content).map((entry) => `${entry} has a download address`),
        ].map((message) => ({ path, line: 0, message }));
      }),
};
