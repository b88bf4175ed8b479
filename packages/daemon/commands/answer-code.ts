// Answers which files a checkpoint has, and what one of them holds. Nothing is checked out.
import { type fileResult, type filesResult, type MeshCommand, MOST_LISTED } from "@makima/protocol/mesh";
import type { z } from "zod";
import { parseObjectId } from "../git/git-parts.ts";
import { sanitiseText } from "../transcript/sanitise-text.ts";
import { type ListedFile, listFiles, readListedFile } from "../worktrees/worktrees.ts";
import { type HandsParts, openRepository } from "./open-repository.ts";

type OfKind<Kind> = Extract<MeshCommand, { kind: Kind }>;

/** More than anybody reads in a page; the whole of it is a branch away. */
const MOST_BYTES = 256 * 1024;

export async function answerListFiles(
  parts: HandsParts,
  command: OfKind<"list_files">,
): Promise<z.infer<typeof filesResult>> {
  const { listed } = await list(parts, command);
  const files = cutList(listed).map(told);
  return { files, isCut: files.length < listed.length };
}

/** Its beginning, as far as one frame holds it. */
export function cutList(listed: readonly ListedFile[]): readonly ListedFile[] {
  let pathLength = 0;
  const end = listed.findIndex(({ path }, place) => {
    pathLength += path.length;
    return place >= MOST_LISTED.files || pathLength > MOST_LISTED.pathLength;
  });
  return end === -1 ? listed : listed.slice(0, end);
}

export async function answerReadFile(
  parts: HandsParts,
  command: OfKind<"read_file">,
): Promise<z.infer<typeof fileResult>> {
  const { listed, mirror } = await list(parts, command);
  const file = listed[command.place];
  if (file === undefined) return null;
  // A submodule's commit is in a repository that nobody has here.
  if (file.kind === "submodule") return { ...told(file), text: null, isCut: false };
  const { object } = file;
  const { content, isCut } = await readListedFile(parts.store, { mirror, object, maxBytes: MOST_BYTES });
  const text = content.includes(0) ? null : sanitiseText(content.toString("utf8"));
  return { ...told(file), text, isCut };
}

async function list(
  parts: HandsParts,
  command: OfKind<"list_files"> | OfKind<"read_file">,
): Promise<{ listed: readonly ListedFile[]; mirror: string }> {
  const { branch } = await openRepository(parts, { ...command, commits: [command.commit] });
  const { mirror } = branch;
  return { listed: await listFiles(parts.store, { mirror, commit: parseObjectId(command.commit) }), mirror };
}

const told = ({ path, kind, size }: ListedFile) => ({ path: sanitiseText(path), kind, size });
