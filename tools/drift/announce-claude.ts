// What Claude Code announces: its answer to `initialize`, and the frames of a turn, of which the first tells its tools.
import { launchOptions } from "@makima/daemon/agents/claude/launch";
import { type Announced, fieldsOf } from "./announced.ts";
import { type AgentProgram, type Conversation, converse, type Said } from "./conversation.ts";

// Others come or not, as the machine's speed has it.
const told = ["assistant", "command_lifecycle", "result", "transcript_mirror"];

export function announceClaude({ env, ...program }: AgentProgram): Promise<Announced> {
  const launch = launchOptions({
    transcript: "",
    model: null,
    effort: null,
    goesOn: false,
    canAsk: true,
    trustRepository: false,
  });
  return converse(
    { ...program, env: { ...env, ...launch.env } },
    {
      // All tools are to be told, also those that our agents do not get.
      args: launch.args.filter((word) => !/^--(resume|disallowedTools)=/.test(word)),
      talk: async (conversation) => {
        conversation.say({ type: "control_request", request_id: "1", request: { subtype: "initialize" } });
        const known = await hear(conversation, ({ type }) => type === "control_response");
        return { "answer to initialize": fieldsOf(resultOf(known)), ...(await takeTurn(conversation)) };
      },
    },
  );
}

function resultOf({ response }: Said): unknown {
  const { subtype, response: result } = response as { subtype: string; response?: unknown };
  if (subtype !== "success") throw new Error(`Claude refused to begin: ${JSON.stringify(response)}`);
  return result;
}

async function takeTurn(conversation: Conversation): Promise<Announced> {
  const message = { role: "user", content: "Hello." };
  conversation.say({ type: "user", message, uuid: "5f0c6f0e-7c39-4a52-9d8e-2f6a1f9f6a10" });
  const frames: Record<string, string> = {};
  let beginning: Said = {};
  await hear(conversation, (said) => {
    const { type, subtype } = said;
    if (type === "system" && subtype === "init") beginning = said;
    if (told.includes(String(type)))
      for (const [name, shape] of Object.entries(fieldsOf(said, { deepest: 1 })))
        frames[`${String(type)}.${name}`] = shape;
    return type === "result";
  });
  return { "system/init": fieldsOf(beginning), frames };
}

/** What Claude asks meanwhile is declined: makima's tools are not there. */
function hear(conversation: Conversation, isWanted: (said: Said) => boolean): Promise<Said> {
  return conversation.hear((said) => {
    if (said["type"] === "control_request") {
      const request_id = said["request_id"];
      const response = { subtype: "error", request_id, error: "makima's tools are not here" };
      conversation.say({ type: "control_response", response });
    }
    return isWanted(said);
  });
}
