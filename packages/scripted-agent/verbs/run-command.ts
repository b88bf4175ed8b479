// run: a real shell command in the session's folder.
import { runShell } from "../ports/shell.ts";
import { interpolateText } from "../script/interpolate-values.ts";
import type { StepOf } from "../script/step.ts";
import type { StepContext, StepOutcome } from "../turn/step-context.ts";
import { reportToolCall } from "./report-tool-call.ts";
import { streamOutput } from "./stream-output.ts";

/** A variable keeps this much of the end of a command's output. */
const keptLength = 262_144;

export async function runCommand(step: StepOf<"run">, context: StepContext): Promise<StepOutcome> {
  const command = interpolateText(step.run, context.session.variables);
  const work = async () => {
    const result = await runStreaming(command, context);
    if (step.expect !== undefined && result.exitCode !== step.expect) {
      const end = result.signal ?? result.exitCode;
      throw new Error(
        `"${command}" ended with ${end}, not with ${step.expect}: ${result.output.slice(-2000)}`,
      );
    }
    return result;
  };
  return reportToolCall({ title: command, name: "run", kind: "execute", input: { command }, work }, context);
}

async function runStreaming(command: string, context: StepContext) {
  const { signal, session } = context;
  const stream = streamOutput(context);
  let output = "";
  context.note({ type: "effect", kind: "run", command });
  const end = await runShell({
    command,
    cwd: session.cwd,
    signal,
    onOutput: (text) => {
      output = (output + text).slice(-keptLength);
      stream.write(text);
    },
  });
  await stream.flush();
  return { ...end, output };
}
