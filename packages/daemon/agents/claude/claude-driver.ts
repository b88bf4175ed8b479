// The driver of Claude Code: its own program, spoken to in its own protocol.
import { type AgentDriver, AgentFailed } from "../driver.ts";
import { ClaudeSession } from "./claude-session.ts";
import { climbLadder } from "./climb-ladder.ts";
import { TranscriptFolder } from "./transcript/transcript-folder.ts";

export const claudeDriver: AgentDriver = {
  kind: "claude",
  async open(options) {
    const folder = new TranscriptFolder(options);
    let failure: AgentFailed | null = null;
    for await (const beginning of climbLadder(options, folder)) {
      const session = new ClaudeSession(options, folder, beginning);
      try {
        await session.begin(beginning);
        return session;
      } catch (error) {
        if (!(error instanceof AgentFailed)) throw error;
        failure = error;
      }
    }
    throw failure ?? new AgentFailed("Claude could not be started");
  },
};
