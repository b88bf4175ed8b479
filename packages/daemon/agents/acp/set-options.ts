// Has an agent's session work with the model and the effort that its owner chose: by the options that the session itself offers, or, in agents that
// are older than those, by the list of models and `session/set_model`.
import * as acp from "@agentclientprotocol/sdk";
import { z } from "zod";
import { type AgentOptions, TurnFailed } from "../driver.ts";
import type { Conversation } from "./conversation.ts";

type Chosen = { readonly sessionId: string; readonly offer: unknown };

const value = z.object({ value: z.string() });
const select = z.object({
  id: z.string(),
  type: z.literal("select"),
  category: z.string().nullish(),
  currentValue: z.string(),
  options: z.array(z.union([value, z.object({ options: z.array(value) })])),
});
const offered = z.object({
  configOptions: z.array(z.unknown()).nullish().catch(null),
  models: z
    .object({ currentModelId: z.string(), availableModels: z.array(z.object({ modelId: z.string() })) })
    .nullish()
    .catch(null),
});

/** One thing that can be chosen, whichever way the agent takes the choice. */
type Choice = {
  readonly now: string;
  readonly values: readonly string[];
  readonly choose: (value: string) => Promise<unknown>;
};

/** `offer`: what the session was opened with. Throws `TurnFailed` for a model that the agent does not have. */
export async function setOptions(
  conversation: Conversation,
  { sessionId, offer }: Chosen,
  { model, effort = null, onEvent }: AgentOptions,
): Promise<void> {
  const told = model === null ? null : await setModel(findModel(conversation, { sessionId, offer }), model);
  if (effort === null) return;
  // Another model may be told to think for as long as the first one could not: the answer to the choice holds all options anew.
  const now = hasOptions(told) ? told : offer;
  const choice = findOption(conversation, { sessionId, offer: now }, "thought_level");
  // Another model of the same agent may know it: the work goes on, and what was not done is told.
  if (choice === null || !choice.values.includes(effort)) {
    const known = choice === null ? "offers no choice of it" : `knows ${choice.values.join(", ")}`;
    await onEvent({ kind: "noise", text: `The effort ${effort} was not set: the agent ${known}.` });
  } else if (choice.now !== effort) await choice.choose(effort);
}

const hasOptions = (told: unknown): boolean => {
  const options = offered.safeParse(told).data?.configOptions ?? null;
  return options !== null;
};

/** Gives the agent's answer; null where nothing was to do. */
async function setModel(choice: Choice | null, model: string): Promise<unknown> {
  if (choice === null) throw unknownModel(`the agent offers no choice of a model, so not of "${model}"`);
  if (choice.now === model) return null;
  try {
    return await choice.choose(model);
  } catch (cause) {
    if (!(cause instanceof acp.RequestError)) throw cause;
    const names = choice.values.join(", ");
    throw unknownModel(`the agent refused the model "${model}" (${cause.message}); it has ${names}`, cause);
  }
}

const unknownModel = (message: string, cause?: unknown): TurnFailed =>
  new TurnFailed(message, { cause, fault: { kind: "model_unknown", resetAt: null } });

function findModel(conversation: Conversation, chosen: Chosen): Choice | null {
  const option = findOption(conversation, chosen, "model");
  const models = offered.safeParse(chosen.offer).data?.models ?? null;
  if (option !== null || models === null) return option;
  const { agent } = conversation.connection;
  return {
    now: models.currentModelId,
    values: models.availableModels.map(({ modelId }) => modelId),
    choose: (modelId) => agent.request("session/set_model", { sessionId: chosen.sessionId, modelId }),
  };
}

function findOption(
  { connection }: Conversation,
  { sessionId, offer }: Chosen,
  category: "model" | "thought_level",
): Choice | null {
  const options = offered.safeParse(offer).data?.configOptions ?? [];
  const option = options
    .flatMap((one) => select.safeParse(one).data ?? [])
    .find((one) => one.category === category);
  if (option === undefined) return null;
  const values = option.options.flatMap((one) => ("options" in one ? one.options : [one]));
  return {
    now: option.currentValue,
    values: values.map((one) => one.value),
    choose: (chosen) =>
      connection.agent.request("session/set_config_option", {
        sessionId,
        configId: option.id,
        value: chosen,
      }),
  };
}
