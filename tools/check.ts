// Runs every gate (or the ones named by the arguments) and prints a line for each; exit code 1 when one is red.
import { availableParallelism } from "node:os";
import { readToolConfig } from "./config.ts";
import { type Gate, root } from "./gates/gate.ts";
import { gates } from "./gates.ts";
import { monotonicMs } from "./ports/clock.ts";

const { isAutomatic } = readToolConfig();
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !gates.some((gate) => gate.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no gate ${unknown.join(", ")}. There are: ${gates.map(({ name }) => name).join(" ")}\n`,
  );
  process.exit(2);
}
process.exitCode = (await runGates(gates.filter(({ name }) => wanted.length === 0 || wanted.includes(name))))
  ? 0
  : 1;

/** Resolves to whether all are green. A gate that cannot run is red. */
async function runGates(chosen: readonly Gate[]): Promise<boolean> {
  const started = monotonicMs();
  const waiting = [...chosen];
  const red: { gate: Gate; faults: readonly string[] }[] = [];
  const work = async (): Promise<void> => {
    for (let gate = waiting.shift(); gate !== undefined; gate = waiting.shift()) {
      const faults = await runGate(gate);
      if (faults.length > 0) red.push({ gate, faults });
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  for (const { gate, faults } of red) printFaults(gate, faults);
  const seconds = ((monotonicMs() - started) / 1000).toFixed(1);
  const summary = red.length === 0 ? "all green" : `red: ${red.map(({ gate }) => gate.name).join(" ")}`;
  process.stdout.write(`\n${chosen.length} gates in ${seconds} s, ${summary}\n`);
  return red.length === 0;
}

async function runGate(gate: Gate): Promise<readonly string[]> {
  const started = monotonicMs();
  const faults = await gate.check(root).catch((error: unknown) => [`could not run: ${inWords(error)}`]);
  const ms = Math.round(monotonicMs() - started);
  const sign = faults.length === 0 ? paint("✓", 32) : paint("✗", 31);
  process.stdout.write(`${sign} ${gate.name.padEnd(20)} ${String(ms).padStart(6)} ms\n`);
  return faults;
}

function printFaults({ name, sentence }: Gate, faults: readonly string[]): void {
  process.stdout.write(
    `\n${paint(`✗ ${name}`, 31)}: ${sentence}\n${faults.map((fault) => `  ${fault.replaceAll("\n", "\n  ")}\n`).join("")}`,
  );
}

function inWords(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

function paint(text: string, colour: number): string {
  return isAutomatic ? text : `\u001b[${colour}m${text}\u001b[0m`;
}
