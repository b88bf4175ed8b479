// What an agent is told of one of our tools.
import { AGENT_TOOLS, type ToolName } from "@makima/protocol/tools";
import { z } from "zod";
import type { ToolDescription } from "../agents/driver.ts";

export function describeTool(name: ToolName): ToolDescription {
  const { description, input } = AGENT_TOOLS[name];
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: "input" });
  return { name, description, inputSchema: { ...schema, type: "object" as const } };
}
