// Shows which SQL the rule takes for a write, and where writes may stand.
import { expect, test } from "vitest";
import { tableWriters } from "./table-writers.ts";
import { treeOf } from "./tree.ts";

const found = (texts: Readonly<Record<string, string>>): readonly string[] =>
  tableWriters
    .find(
      treeOf(
        Object.fromEntries(Object.entries(texts).map(([path, text]) => [`packages/server/${path}`, text])),
      ),
    )
    .map(({ message }) => message);

test.each([
  "insert into tasks (id) values ($1)",
  "INSERT INTO public.tasks AS t (id) SELECT 1",
  "update tasks set epoch = 1",
  "update tasks t set epoch = 1",
  "update only tasks as t\n set epoch = 1",
  "with gone as (delete from tasks where id = $1 returning id) select 1",
  "delete from tasks",
  "truncate tasks cascade",
  "copy tasks (id) from stdin",
  "merge into tasks as t using more on true when matched then do nothing",
])("%s outside a writer is refused", (sql) => {
  expect(found({ "tasks/spawn-task.ts": `query(\`${sql}\`);` })).toEqual([
    "writes tasks outside a writer.ts",
  ]);
  expect(found({ "tasks/writer.ts": `query(\`${sql}\`);` })).toEqual([]);
});

test.each(["insertInto", "updateTable", "deleteFrom"])("the query builder's %s is a write", (call) => {
  expect(found({ "tasks/reader.ts": `db.${call}("tasks as t");` })).toEqual([
    "writes tasks outside a writer.ts",
  ]);
});

test.each([
  "select 1 from tasks for update",
  "select 1 from tasks for update of tasks skip locked",
  "Update it when the set of rows is known",
  "Nothing to delete from here",
  "copy (select 1) to stdout",
])("%s writes nothing", (text) => {
  expect(found({ "tasks/reader.ts": `query(\`${text}\`);` })).toEqual([]);
});

test("an upsert's update is part of its insert", () => {
  const sql = "insert into tasks (id) values (1) on conflict (id) do update set epoch = 2";
  expect(found({ "tasks/task-writer.ts": `query("${sql}");` })).toEqual([]);
});

test("a table has writers in one folder only", () => {
  const text = 'query("delete from tasks");';
  expect(
    found({ "tasks/writer.ts": text, "tasks/run-writer.ts": text, "questions/writer.ts": text }),
  ).toEqual(["writes tasks, which packages/server/tasks/ writes"]);
});

test("a name that the program puts in is refused, also in a writer", () => {
  expect(found({ "db/writer.ts": ["query(`delete from $", "{table} where true`);"].join("") })).toEqual([
    "writes a table whose name is put together; name it",
  ]);
});

test("tests may write what they like", () => {
  expect(found({ "tasks/spawn-task.db.test.ts": 'query("delete from tasks");' })).toEqual([]);
});
