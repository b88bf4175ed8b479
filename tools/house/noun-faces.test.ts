// Shows which imports within the server the rule refuses.
import { expect, test } from "vitest";
import { nounFaces } from "./noun-faces.ts";
import { treeOf } from "./tree.ts";

const found = (path: string, specifier: string): number =>
  nounFaces.find(treeOf({ [`packages/server/${path}`]: `import type { A } from "${specifier}";` })).length;

test.each([
  ["tasks/spawn-task.ts", "../contracts/writer.ts", "inside a noun"],
  ["app.ts", "./tasks/spawn-task.ts", "inside a noun, from the top"],
  ["doors/http/tasks.ts", "../../tasks/spawn-task.ts", "inside a noun, from a door"],
  ["contracts/start-contract.ts", "../tasks/tasks.ts", "against the arrows"],
  ["tasks/spawn-task.ts", "../questions/questions.ts", "to a sibling"],
  ["daemons/join-daemon.ts", "../owners/owners.ts", "where no arrow is drawn"],
  ["tasks/spawn-task.ts", "../doors/http/http.ts", "to a door"],
  ["tasks/spawn-task.ts", "../reconcilers/expire-leases.ts", "to a reconciler"],
  ["journal/append-event.ts", "../contracts/contracts.ts", "from below"],
  ["db/pool.ts", "../owners/owners.ts", "from below"],
])("%s may not import %s (%s)", (path, specifier) => {
  expect(found(path, specifier)).toBe(1);
});

test.each([
  ["tasks/spawn-task.ts", "./writer.ts"],
  ["tasks/spawn-task.ts", "../contracts/contracts.ts"],
  ["resumption/resume-task.ts", "../owners/owners.ts"],
  ["tasks/spawn-task.ts", "../journal/append-event.ts"],
  ["tasks/spawn-task.ts", "../config.ts"],
  ["doors/http/tasks.ts", "../../tasks/tasks.ts"],
  ["reconcilers/assign-tasks.ts", "../tasks/tasks.ts"],
  ["app.ts", "./doors/http/http.ts"],
])("%s may import %s", (path, specifier) => {
  expect(found(path, specifier)).toBe(0);
});
