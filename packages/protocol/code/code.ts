// The code of a moment over HTTP: the files of a checkpoint, the content of one, and what has changed since.
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { fileResult, filesResult } from "../mesh/mesh.ts";
import { closed, count, id, none } from "../shapes/shapes.ts";
import { diffShape } from "../tasks/tasks.ts";

const params = closed({ id, cid: id });
const ERRORS = ["NOT_FOUND", "UNKNOWN_CHECKPOINT", "COMMIT_GONE", "NO_DAEMON", "DAEMON_FAILED"] as const;

const codeFilesShape = filesResult;
export type CodeFiles = z.infer<typeof codeFilesShape>;
const codeFileShape = fileResult.unwrap();
export type CodeFile = z.infer<typeof codeFileShape>;

export const codeEndpoints = {
  listCodeFiles: endpoint({
    method: "GET",
    path: "/mesh/tasks/{id}/checkpoints/{cid}/files",
    summary: "The files of a checkpoint, as a daemon sees them",
    scope: "read",
    params,
    query: none,
    body: none,
    answer: codeFilesShape,
    status: 200,
    errors: ERRORS,
  }),
  readCodeFile: endpoint({
    method: "GET",
    path: "/mesh/tasks/{id}/checkpoints/{cid}/file",
    summary: "What a file of a checkpoint holds",
    scope: "read",
    params,
    query: closed({
      /** of the file in the list of the checkpoint's files, from 0 */
      place: z.coerce.number().pipe(count),
    }),
    body: none,
    answer: codeFileShape,
    status: 200,
    errors: ["VALIDATION", "NO_SUCH_FILE", ...ERRORS],
  }),
  getDiffSince: endpoint({
    method: "GET",
    path: "/mesh/tasks/{id}/checkpoints/{cid}/diff",
    summary: "What has changed since a checkpoint: up to the task's result, or its worktree as it stands",
    scope: "read",
    params,
    query: none,
    body: none,
    answer: diffShape,
    status: 200,
    errors: ERRORS,
  }),
};
