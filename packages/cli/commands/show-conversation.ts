// `makima task conversation`: the messages of a task, as seen from its head.
import type { MessageRole } from "@makima/core/conversation";
import type { Message } from "@makima/protocol/tasks";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { cleanLine, cleanText } from "../terminal/clean-text.ts";
import { formatClock } from "../terminal/format-time.ts";
import { type Paint, paint } from "../terminal/paint.ts";

const VOICES: Record<MessageRole, { name: string; paint: Paint }> = {
  user: { name: "user", paint: paint.person },
  assistant: { name: "agent", paint: paint.accent },
  tool_call: { name: "calls", paint: paint.dim },
  tool_result: { name: "result", paint: paint.dim },
  thinking: { name: "thinks", paint: paint.dim },
  notice: { name: "makima", paint: paint.warn },
};

export function showConversation(command: Command): void {
  command
    .argument("<task>", "its id, or a unique part of it")
    .option("--no-tools", "without tool calls")
    .option("--thinking", "with what the agent thinks");
  act<{ tools: boolean; thinking?: boolean }, [string]>(
    command,
    async ({ client, output }, { args: [given], options }) => {
      const sdk = await client();
      const input = {
        id: await chooseTask(sdk, given),
        limit: 200,
        includeToolCalls: options.tools,
        includeThinking: options.thinking === true,
      };
      const messages: Message[] = [];
      for await (const message of sdk.pages(sdk.getConversation, input)) messages.push(message);
      output.show({ taskId: input.id, messages }, { human: () => messages.flatMap(drawMessage) });
    },
  );
}

function drawMessage(message: Message): string[] {
  const voice = VOICES[message.role];
  const head = `${paint.dim(formatClock(message.createdAt))} ${voice.paint(voice.name.padEnd(7))}`;
  if (message.role === "tool_call") {
    const input = cleanLine(JSON.stringify(message.toolInput ?? {})).slice(0, 200);
    return [`${head} ${cleanLine(message.toolName ?? "")} ${paint.dim(input)}`];
  }
  const text = cleanText(message.content, { lines: true, colours: false }).trimEnd();
  const shown = message.role === "tool_result" ? text.slice(0, 500) : text;
  const [first = "", ...rest] = shown.split("\n");
  const mark = message.isError ? paint.bad("✗ ") : "";
  return [`${head} ${mark}${first}`, ...rest.map((line) => `                 ${line}`)];
}
