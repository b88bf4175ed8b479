// Runs one scenario in a process of its own, so that none finds the heap and the compiled code of another: its figures go to a file.
import { writeFile } from "node:fs/promises";
import { scenarios } from "./scenarios/scenarios.ts";

const [name, outFile, postgresUrl, loadSeconds] = process.argv.slice(2);
const scenario = scenarios.find((each) => each.name === name);
if (scenario === undefined || outFile === undefined || postgresUrl === undefined)
  throw new Error("this is started by run.ts: SCENARIO FILE POSTGRES-URL LOAD-SECONDS");
const figures = await scenario.run({ postgresUrl, loadSeconds: Number(loadSeconds) });
await writeFile(outFile, JSON.stringify({ sentence: scenario.sentence, figures }));
process.exit(0);
