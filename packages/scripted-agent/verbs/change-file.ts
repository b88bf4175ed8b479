// write and edit: real changes of real files, relative to the session's folder.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { interpolateText } from "../script/interpolate-values.ts";
import type { StepOf } from "../script/step.ts";
import type { StepContext, StepOutcome } from "../turn/step-context.ts";
import { reportToolCall } from "./report-tool-call.ts";

export async function writeStep(step: StepOf<"write">, context: StepContext): Promise<StepOutcome> {
  const { session } = context;
  const file = interpolateText(step.write, session.variables);
  const content = interpolateText(step.content, session.variables);
  const path = resolve(session.cwd, file);
  return reportToolCall(
    {
      title: `Write ${file}`,
      name: "write",
      kind: "edit",
      input: { file, content },
      content: [{ type: "diff", path, newText: content }],
      work: async () => {
        context.note({ type: "effect", kind: "write", path });
        await mkdir(dirname(path), { recursive: true });
        await writeFile(path, content);
        return { file, bytes: Buffer.byteLength(content) };
      },
    },
    context,
  );
}

export async function editStep(step: StepOf<"edit">, context: StepContext): Promise<StepOutcome> {
  const { session } = context;
  const file = interpolateText(step.edit, session.variables);
  const find = interpolateText(step.find, session.variables);
  const replace = interpolateText(step.replace, session.variables);
  const path = resolve(session.cwd, file);
  return reportToolCall(
    {
      title: `Edit ${file}`,
      name: "edit",
      kind: "edit",
      input: { file, find, replace },
      content: [{ type: "diff", path, oldText: find, newText: replace }],
      work: async () => {
        const before = await readFile(path, "utf8");
        // A run that was killed may have done it already; the find text may well be part of its replacement.
        if (context.isRerun && before.includes(replace)) return { file, alreadyDone: true };
        if (!before.includes(find)) throw new Error(`${file} does not contain the text to replace: ${find}`);
        context.note({ type: "effect", kind: "edit", path });
        await writeFile(
          path,
          before.replace(find, () => replace),
        );
        return { file, alreadyDone: false };
      },
    },
    context,
  );
}
