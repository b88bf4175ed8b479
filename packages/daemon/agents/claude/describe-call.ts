// What people and rules see of a call of one of Claude's tools: a title, its kind, and the files that it is about.
import { z } from "zod";

export interface DescribedCall {
  readonly title: string;
  /** In the words of ACP; null for a tool that may be anything. */
  readonly toolKind: string | null;
  readonly paths: readonly string[];
}

const kinds: Readonly<Record<string, string>> = {
  Bash: "execute",
  Edit: "edit",
  MultiEdit: "edit",
  Write: "edit",
  NotebookEdit: "edit",
  Read: "read",
  Glob: "search",
  Grep: "search",
  WebFetch: "fetch",
  WebSearch: "fetch",
};

const word = z.string().min(1).optional().catch(undefined);
const known = z.looseObject({
  file_path: word,
  notebook_path: word,
  path: word,
  command: word,
  description: word,
  pattern: word,
  query: word,
  url: word,
});

const longestTitle = 200;

export function describeCall(name: string, input: unknown): DescribedCall {
  const read = known.safeParse(input);
  const given = read.success ? read.data : known.parse({});
  const path = given.file_path ?? given.notebook_path ?? given.path;
  // What is done, and not what the agent says of it.
  const about = given.command ?? path ?? given.pattern ?? given.query ?? given.url ?? given.description;
  return {
    title: (about === undefined ? name : `${name} ${about}`).slice(0, longestTitle).toWellFormed(),
    toolKind: kinds[name] ?? null,
    paths: path === undefined ? [] : [path],
  };
}
