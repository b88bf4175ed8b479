// What is committed of each agent is what its pinned program announces: so a report of drift compares with the truth.
import { AGENT_NAMES } from "@makima/scripted-model/point-agent";
import { expect, test } from "vitest";
import { announce } from "../../tools/drift/announce.ts";
import { pinnedProgram, readPinned } from "../../tools/drift/pinned.ts";

test.each(AGENT_NAMES)("%s announces what is written of it", async (agent) => {
  expect(await announce(agent, pinnedProgram(agent))).toEqual(await readPinned(agent));
});
