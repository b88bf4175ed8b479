// The name of a commit or a tree of a model machine.
import { createHash } from "node:crypto";

export const nameOf = (text: string): string => createHash("sha1").update(text).digest("hex");
