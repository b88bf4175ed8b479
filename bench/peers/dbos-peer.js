// DBOS as its documentation advises: a registered workflow whose steps run through `runStep`, `recv` for what a person
// sends. Plain JavaScript, since its package is there only where `npm run bench` has run.
import { readFileSync } from "node:fs";
import { DBOS } from "@dbos-inc/dbos-sdk";

const manifest = new URL("../node_modules/@dbos-inc/dbos-sdk/package.json", import.meta.url);
export const name = `DBOS ${JSON.parse(readFileSync(manifest, "utf8")).version}`;

/** One per process, since DBOS is one. */
export async function openDbos({ databaseUrl, connections, now }) {
  configure({ databaseUrl, connections });
  const resumedAt = new Map();
  // What the one workflow of steps is to do next: it lives through all rounds, since a workflow of its own has its own costs.
  let asked = Promise.withResolvers();
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
  const openHistory = registerHistory(now);
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
    openHistory,
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

function configure({ databaseUrl, connections }) {
  DBOS.setConfig({
    name: "bench",
    systemDatabaseUrl: databaseUrl,
    systemDatabasePoolSize: connections,
    runAdminServer: false,
    logLevel: "error",
  });
}

/** A workflow of steps that is forked when it is over. Gives what opens one. */
function registerHistory(now) {
  // Of a fork, the first step that it really makes: those before it are replayed from what was copied.
  const firstSteps = new Map();
  const history = DBOS.registerWorkflow(
    async (body, count) => {
      for (let step = 0; step < count; step += 1) {
        const tell = firstSteps.get(DBOS.workflowID);
        const made = await DBOS.runStep(async () => (tell?.(now()), body), { name: "step" });
        if (tell !== undefined && step >= count / 2) return made;
      }
    },
    { name: "history" },
  );
  return async (body, count) => {
    const workflowID = `history-${count}`;
    const workflow = await DBOS.startWorkflow(history, { workflowID })(body, count);
    await workflow.getResult();
    let forks = 0;
    return {
      fork: async (step) => {
        const newWorkflowID = `${workflowID}-fork-${(forks += 1)}`;
        const { promise, resolve } = Promise.withResolvers();
        firstSteps.set(newWorkflowID, resolve);
        const began = now();
        const handle = await DBOS.forkWorkflow(workflowID, step, { newWorkflowID });
        const madeMs = now() - began;
        const usableMs = (await promise) - began;
        await handle.getResult();
        return { madeMs, usableMs };
      },
    };
  };
}
