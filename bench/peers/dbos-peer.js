// DBOS as its documentation advises: a registered workflow whose steps run through `runStep`, `recv` for what a person
// sends. Plain JavaScript, since its package is there only where `npm run bench` has run.
import { readFileSync } from "node:fs";
import { DBOS } from "@dbos-inc/dbos-sdk";

const manifest = new URL("../node_modules/@dbos-inc/dbos-sdk/package.json", import.meta.url);
export const name = `DBOS ${JSON.parse(readFileSync(manifest, "utf8")).version}`;

/** One per process, since DBOS is one. */
export async function openDbos({ databaseUrl, connections, now }) {
  const resumedAt = new Map();
  // What the one workflow of steps is to do next: it lives through all rounds, since a workflow of its own has its own costs.
  let asked = Promise.withResolvers();
  DBOS.setConfig({
    name: "bench",
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: connections,
    runAdminServer: false,
    logLevel: "error",
  });
  const steps = DBOS.registerWorkflow(
    async (body) => {
      for (;;) {
        const { count, done } = await asked.promise;
        const began = now();
        for (let step = 0; step < count; step += 1) await DBOS.runStep(async () => body, { name: "step" });
        done(now() - began);
        if (count === 0) return;
      }
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
    openSteps: async (body) => {
      const workflow = await DBOS.startWorkflow(steps)(body);
      const run = (count) =>
        new Promise((resolve) => {
          const { resolve: ask } = asked;
          asked = Promise.withResolvers();
          ask({ count, done: resolve });
        });
      const end = async () => {
        await run(0);
        await workflow.getResult();
      };
      return { run, end };
    },
    askAndAnswer: async (pause) => {
      const workflow = await DBOS.startWorkflow(ask)("Which way?");
      await DBOS.getEvent(workflow.workflowID, "question", { timeoutSeconds: 60 });
      await pause();
      const began = now();
      await DBOS.send(workflow.workflowID, { response: "left" }, "answer");
      await workflow.getResult();
      return resumedAt.get(workflow.workflowID) - began;
    },
    close: () => DBOS.shutdown(),
  };
}
