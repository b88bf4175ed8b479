import { describe, expect, it } from "vitest";
import { type DaemonWorld, makeDaemonWorld, until } from "./daemon-world.ts";

const megabyte = 1024 * 1024;
const kept = 64 * 1024;

describe("output beyond the task's limit", () => {
  it("of a tool is its beginning, the size of the cut and its end", async () => {
    const world = await makeDaemonWorld();
    await world.start({ MAKIMA_OUTPUT_LIMIT_BYTES: String(megabyte) });
    world.startRun([{ print: { bytes: 3 * megabyte }, to: "tool" }, { say: "Printed." }]);
    await until(() => world.state.of("turn_ended")[0]);
    const all = printed(3 * megabyte);
    const sentence = cutOf("1.9 MB (2031616 bytes)");
    const { tool, numbers } = readOutput(world);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(tool.filter((text) => text.startsWith("\n…"))).toEqual([sentence]);
    // Told as a boolean: a difference of megabytes is nothing to print.
    expect(tool.join("") === all.slice(0, megabyte) + sentence + all.slice(-kept)).toBe(true);
    const messages = world.state.of("messages").flatMap((record) => record.messages);
    expect(messages.map(({ role }) => role)).toEqual(["tool_call", "tool_result", "assistant"]);
    expect(messages[1]?.content.startsWith(printed(kept))).toBe(true);
  });

  it("counts what the task's earlier runs have stored", async () => {
    const world = await makeDaemonWorld({ config: { outputLimitBytes: megabyte } });
    await world.start();
    world.startRun([{ print: { bytes: 2 * kept }, to: "tool" }], { outputBytes: megabyte - 640 });
    await until(() => world.state.of("turn_ended")[0]);
    const all = printed(2 * kept);
    const sentence = cutOf("64896 bytes");
    expect(readOutput(world).tool).toEqual([all.slice(0, 640), sentence, all.slice(-kept)]);
  });
});

/** What the scripted agent prints: numbered lines of 64 bytes. */
function printed(bytes: number): string {
  return Array.from({ length: bytes / 64 }, (_, index) => `${`line ${index + 1} `.padEnd(63, ".")}\n`).join(
    "",
  );
}

function cutOf(size: string): string {
  return `\n… ${size} of output were left out here, past the task's limit …\n`;
}

function readOutput({ state }: DaemonWorld) {
  const pieces = state.of("output").flatMap((record) => record.pieces);
  const tool = pieces.filter(({ stream }) => stream === "tool").map(({ text }) => text);
  return { tool, numbers: pieces.map(({ source }) => source) };
}
