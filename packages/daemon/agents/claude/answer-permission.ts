// Puts Claude's question whether it may use a tool before the daemon, and the decision into Claude's words.
import { z } from "zod";
import type { AgentOptions } from "../driver.ts";
import { describeCall } from "./describe-call.ts";
import type { ControlRequest } from "./read-frame.ts";

const ask = z.looseObject({
  tool_name: z.string(),
  input: z.record(z.string(), z.unknown()).catch({}),
  tool_use_id: z.string().optional(),
  permission_suggestions: z.array(z.looseObject({})).optional().catch(undefined),
  blocked_path: z.string().optional().catch(undefined),
});

export async function answerPermission(
  request: ControlRequest,
  { signal, decide }: { signal: AbortSignal; decide: AgentOptions["onPermission"] },
): Promise<object> {
  const { tool_name: name, input, ...asked } = ask.parse(request);
  const { title, toolKind, paths } = describeCall(name, input);
  const suggestions = asked.permission_suggestions ?? [];
  const chosen = await decide({
    title,
    name,
    toolCallId: asked.tool_use_id ?? null,
    toolKind: toolKind ?? "other",
    paths: paths.length > 0 || asked.blocked_path === undefined ? paths : [asked.blocked_path],
    input,
    options: [
      { id: "allow_once", name: "Allow", kind: "allow_once" },
      ...(suggestions.length === 0
        ? []
        : [{ id: "allow_always", name: "Allow from now on", kind: "allow_always" }]),
      { id: "reject_once", name: "Refuse", kind: "reject_once" },
    ],
    signal,
  });
  if (chosen === "allow_once") return { behavior: "allow", updatedInput: input };
  if (chosen !== "allow_always") return { behavior: "deny", message: "The person did not allow this." };
  // For as long as this process lives, and never in a file of the person's.
  const updatedPermissions = suggestions.map((one) => ({ ...one, destination: "session" }));
  return { behavior: "allow", updatedInput: input, updatedPermissions };
}
