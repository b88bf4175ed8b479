// Has an agent's program take a session that was made of our messages, by its own means for sessions from elsewhere.
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { wallTime } from "../../ports/clock.ts";
import { exitWithin } from "../../processes/exit-within.ts";
import { CommandLacksWord } from "../../processes/launch-agent.ts";
import { AgentFailed, type AgentOptions, type LaunchExtra, TurnFailed } from "../driver.ts";
import type { PastMaterials, PastResult } from "../past.ts";
import { writeTaskFile } from "../task-note.ts";
import { type Conversation, dismiss } from "./conversation.ts";
import { type Loaded, replaySession } from "./load-session.ts";
import type { Importing } from "./quirks.ts";
import { rebuildTurns } from "./rebuild/rebuild-turns.ts";
import { startProgram } from "./start-program.ts";

type Imported =
  | { readonly conversation: Conversation; readonly sessionId: string; readonly holdsResults: boolean }
  /** A sentence for people; the program has to be started anew. */
  | { readonly refusal: string };

const name = "acp-import";

/** The session is gone on with only when what it replays holds all that was said and done. */
export async function importSession(options: AgentOptions, importing: Importing): Promise<Imported> {
  const { messages } = await options.past.read();
  const turns = rebuildTurns(messages, importing.nameOurs);
  const holdsResults = holdsAll(messages, options.past.results);
  if (turns.length === 0) return { refusal: "The conversation is empty." };
  const { folder, cwd } = options;
  const { text, sessionId } = importing.compose(turns, { cwd, nowMs: Date.parse(wallTime()) });
  await writeTaskFile({ folder, name }, text);
  const { first, then } = importing.start(join(folder, name));
  try {
    if (first !== null) await runToEnd(options, first);
    const begin = async (conversation: Conversation) => ({
      conversation,
      loaded: await replaySession(conversation, { options, sessionId }),
    });
    const { conversation, loaded } = await startProgram(options, { extra: then, begin });
    return { ...(await tellImport(loaded, conversation)), holdsResults };
  } catch (error) {
    if (!(error instanceof AgentFailed || error instanceof TurnFailed || error instanceof CommandLacksWord))
      throw error;
    return { refusal: `The agent did not take a session that was made for it: ${error.message}.` };
  } finally {
    await rm(join(folder, name), { force: true });
  }
}

/** Whether each result stands in the call that asked: all or none, for words cannot be divided. */
const holdsAll = (messages: PastMaterials["messages"], results: readonly PastResult[]): boolean =>
  results.every(({ callKey, result }) =>
    messages.some(
      ({ role, toolCallId, content }) =>
        role === "tool_result" && toolCallId === callKey && isDeepStrictEqual(readJson(content), result),
    ),
  );

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}

async function tellImport(
  loaded: Loaded,
  conversation: Conversation,
): Promise<{ conversation: Conversation; sessionId: string } | { refusal: string }> {
  if ("sessionId" in loaded && loaded.missing === null) return { conversation, sessionId: loaded.sessionId };
  await dismiss(conversation);
  const why = "refusal" in loaded ? loaded.refusal : "The session that it loaded lacks words.";
  return { refusal: `A session that was made for the agent will not do. ${why}` };
}

/** Throws `AgentFailed` when it does not end well. */
async function runToEnd({ launch, handshakeMs }: AgentOptions, extra: LaunchExtra): Promise<void> {
  const agent = await launch(extra);
  agent.process.stdout.resume();
  const exit = await exitWithin(agent.process, handshakeMs);
  if (exit === null) await agent.kill();
  if (exit?.exitCode !== 0) throw new AgentFailed("its program did not end well");
}
