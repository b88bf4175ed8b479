// A task in one line: its name, the part of its id that people type, and how it stands.
import type { Task } from "@makima/protocol/tasks";
import { shortId } from "../find-by-id.ts";
import { cleanLine } from "./clean-text.ts";
import { statusText } from "./paint.ts";

export const taskLine = ({ name, id, status }: Pick<Task, "name" | "id" | "status">): string =>
  `${cleanLine(name)} (${shortId(id)})  ${statusText(status)}`;
