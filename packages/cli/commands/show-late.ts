// `makima task late`: what runs still had to say after they were given up; it is in no conversation, and their work is where it was.
import type { Late } from "@makima/protocol/tasks";
import type { Command } from "commander";
import { chooseTask } from "../choose.ts";
import { act } from "../context.ts";
import { nowMs } from "../ports/clock.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { formatAgo } from "../terminal/format-time.ts";
import { paint } from "../terminal/paint.ts";

export function showLate(command: Command): void {
  command.argument("<task>", "its id, or a unique part of it");
  act<object, [string]>(command, async ({ client, output }, { args }) => {
    const items: Late[] = [];
    const sdk = await client();
    const id = await chooseTask(sdk, args[0]);
    for await (const late of sdk.pages(sdk.listLate, { id, limit: 200 })) items.push(late);
    output.show({ items }, { human: () => (items.length === 0 ? [NOTHING] : drawLate(items)) });
  });
}

const NOTHING = "Nothing came late: no run of this task was given up while it still had something to say.";

/** Each run once by its epoch and machine, its records below it. */
function drawLate(items: readonly Late[]): string[] {
  return items.flatMap((late, place) => {
    const isFirst = items[place - 1]?.epoch !== late.epoch;
    const head = `run ${late.epoch} on ${cleanLine(late.daemon.name)}, received ${formatAgo(late.receivedAt, nowMs())}`;
    return [...(isFirst ? [paint.bold(head)] : []), ...tellRecord(late).map((line) => `  ${line}`)];
  });
}

function tellRecord({ kind, data, daemon }: Late): string[] {
  switch (kind) {
    case "messages":
      return listOf(data["messages"]).map((said) => `${paint.dim(textOf(said, "role"))} ${briefly(said)}`);
    case "output":
      return listOf(data["pieces"]).map(
        (piece) => `${paint.dim("output")} ${cleanLine(textOf(piece, "text"))}`,
      );
    case "tool_call":
      return [`${paint.dim("called")} ${cleanLine(textOf(data, "tool"))} ${inputOf(data)}`];
    case "checkpoint": {
      const [made] = listOf([data["checkpoint"]]);
      const commit = textOf(made, "commit").slice(0, 12);
      const name = cleanLine(textOf(made, "message"));
      return [
        `${paint.dim("checkpoint")} ${textOf(made, "number")} at ${commit}, on ${cleanLine(daemon.name)}: ${name}`,
      ];
    }
    default:
      return [paint.dim(kind.replaceAll("_", " "))];
  }
}

const briefly = (said: Fields): string =>
  cleanLine([textOf(said, "toolName"), textOf(said, "content")].filter((text) => text !== "").join(": "));

const inputOf = (data: Fields): string => cleanLine(JSON.stringify(data["input"] ?? {}));

type Fields = Readonly<Record<string, unknown>>;

const listOf = (value: unknown): Fields[] =>
  Array.isArray(value)
    ? value.filter((item): item is Fields => typeof item === "object" && item !== null)
    : [];

function textOf(fields: Fields | undefined, name: string): string {
  const value = fields?.[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}
