// The one option that a session offers: a model, of which each does what the script says.
import * as acp from "@agentclientprotocol/sdk";

const MODELS = ["scripted", "big", "small"] as const;

/** As the answers to `session/new`, `session/load` and a choice hold it. */
export const offerModels = (currentValue: string = MODELS[0]): acp.SessionConfigOption[] => [
  {
    ...{ id: "model", name: "Model", category: "model", type: "select", currentValue },
    options: MODELS.map((value) => ({ value, name: value })),
  },
];

/** Throws the error of an option or a value that is not offered. */
export function chooseModel({
  configId,
  value,
}: {
  configId: string;
  value: unknown;
}): acp.SessionConfigOption[] {
  const model = MODELS.find((one) => configId === "model" && one === value);
  if (model === undefined) throw acp.RequestError.invalidParams({ configId, value }, "it is not offered");
  return offerModels(model);
}
