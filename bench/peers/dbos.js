// DBOS as its documentation advises: a registered workflow whose steps run through `runStep`, `recv` for what a person sends, `send` with an
// idempotency key. Plain JavaScript, since its package is there only where `npm run bench` has run.
import { createRequire } from "node:module";
import { DBOS } from "@dbos-inc/dbos-sdk";

export const version = createRequire(import.meta.url)("@dbos-inc/dbos-sdk/package.json").version;

/** One per process, since DBOS is one. */
export async function openDbos({ databaseUrl, connections, now }) {
  const resumedAt = new Map();
  DBOS.setConfig({
    name: "bench",
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: connections,
    runAdminServer: false,
    logLevel: "error",
  });
  const steps = DBOS.registerWorkflow(
    async (history, count, body) => {
      for (let step = 0; step < history; step += 1) await DBOS.runStep(async () => body, { name: "step" });
      const took = [];
      for (let step = 0; step < count; step += 1) {
        const began = now();
        await DBOS.runStep(async () => body, { name: "step" });
        took.push(now() - began);
      }
      return took;
    },
    { name: "steps" },
  );
  const ask = DBOS.registerWorkflow(
    async (question) => {
      await DBOS.setEvent("question", { question });
      const answer = await DBOS.recv("answer", { timeoutSeconds: 600 });
      resumedAt.set(DBOS.workflowID, now());
      return answer;
    },
    { name: "ask" },
  );
  await DBOS.launch();
  return {
    runSteps: async ({ history, count, body }) =>
      (await DBOS.startWorkflow(steps)(history, count, body)).getResult(),
    askAndAnswer: async (pause) => {
      const workflow = await DBOS.startWorkflow(ask)("Which way?");
      await DBOS.getEvent(workflow.workflowID, "question", { timeoutSeconds: 60 });
      await pause();
      const began = now();
      await DBOS.send(workflow.workflowID, { response: "left" }, "answer", workflow.workflowID);
      await workflow.getResult();
      return resumedAt.get(workflow.workflowID) - began;
    },
    close: () => DBOS.shutdown(),
  };
}
