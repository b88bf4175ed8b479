// Shows what each of the four port rules sees, that types are free, and that a ports folder is allowed everything.
import { describe, expect, test } from "vitest";
import { clock, processStart, randomness, sockets } from "./ports.ts";
import { treeOf } from "./tree.ts";

const cases = {
  clock: [
    clock,
    [
      "Date.now();",
      "new Date();",
      "Date();",
      "performance.now();",
      "process.hrtime.bigint();",
      'import { performance } from "node:perf_hooks";',
    ],
    ["new Date(0);", "new Date(text);", "Date.parse(text);", "clock.now();", "setTimeout(f, 1);"],
  ],
  randomness: [
    randomness,
    [
      "Math.random();",
      "crypto.randomUUID();",
      "crypto.getRandomValues(x);",
      'import { randomBytes } from "node:crypto";',
    ],
    ['import { createHash } from "node:crypto";', "Math.max(1, 2);", "crypto.createHash(x);"],
  ],
  processStart: [
    processStart,
    [
      'import { spawn } from "node:child_process";',
      'import { Worker } from "worker_threads";',
      'await import("node:child_process");',
    ],
    ['import type { ChildProcess } from "node:child_process";', "pattern.exec(text);"],
  ],
  sockets: [
    sockets,
    [
      'import net from "node:net";',
      'import { WebSocketServer } from "ws";',
      "app.listen(1);",
      "(await app()).listen({ port: 1 });",
      "new WebSocket(x);",
    ],
    [
      'import type { Server } from "node:http";',
      'import type { WebSocket } from "ws";',
      "listeners(x);",
      'bell.listen("tasks", heard);',
    ],
  ],
} as const;

describe.each(Object.entries(cases))("%s", (_name, [rule, bad, good]) => {
  test.each(bad)("%s is refused outside ports, in a test too", (text) => {
    expect(rule.find(treeOf({ "packages/server/app.ts": text }))).toHaveLength(1);
    expect(rule.find(treeOf({ "packages/server/app.test.ts": text }))).toHaveLength(1);
    expect(rule.find(treeOf({ "packages/server/ports/outside.ts": text }))).toEqual([]);
  });

  test.each(good)("%s is fine", (text) => {
    expect(rule.find(treeOf({ "packages/server/app.ts": text }))).toEqual([]);
  });
});
