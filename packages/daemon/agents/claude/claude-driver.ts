// The driver of Claude Code: its own program, spoken to in its own protocol.
import { type AgentDriver, AgentFailed } from "../driver.ts";
import { ClaudeSession } from "./claude-session.ts";
import { climbLadder } from "./climb-ladder.ts";
import { TranscriptFolder } from "./transcript/transcript-folder.ts";

export const claudeDriver: AgentDriver = {
  kind: "claude",
  efforts: ["low", "medium", "high", "xhigh", "max"],
  async open(options) {
    const folder = new TranscriptFolder(options);
    const refusals: string[] = [];
    const refuse = (sentence: string): void => void refusals.push(sentence);
    let failure: AgentFailed | null = null;
    for await (const beginning of climbLadder(options, { folder, refuse })) {
      const session = new ClaudeSession(options, { folder, beginning, refusals });
      try {
        await session.begin();
        return session;
      } catch (error) {
        if (!(error instanceof AgentFailed)) throw error;
        failure = error;
        refuse(`Claude did not come up as ${beginning.rung}: ${error.message}.`);
      }
    }
    throw failure ?? new AgentFailed("Claude could not be started");
  },
};
