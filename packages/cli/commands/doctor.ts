// `makima doctor`: checks this machine; each failing line names the mend.
import type { Command } from "commander";
import { CliError } from "../cli-error.ts";
import { act, type Context } from "../context.ts";
import { checkMachine, type Health } from "../health/check-machine.ts";
import { checkServer } from "../health/check-server.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { paint } from "../terminal/paint.ts";

export function doctor(command: Command): void {
  command.option("--settings", "print each setting and where it comes from");
  act<{ settings?: boolean }>(command, async (context, { options }) => {
    if (options.settings === true) {
      tellSettings(context);
      return;
    }
    const checks = [...(await checkMachine(context.config)), ...(await checkServer(context))];
    context.output.show({ checks }, { human: () => checks.flatMap(drawHealth) });
    const failing = checks.filter(({ state }) => state === "failing");
    if (failing.length === 0) return;
    throw new CliError({
      code: "UNHEALTHY",
      message: `${failing.length} of ${checks.length} checks failed: ${failing.map(({ name }) => name).join(", ")}`,
      mend: "each line above names what to do",
    });
  });
}

function drawHealth({ name, state, found, mend }: Health): string[] {
  const mark = { fine: paint.good("✓"), warning: paint.warn("!"), failing: paint.bad("✗") }[state];
  return [
    `${mark} ${name.padEnd(10)}${cleanLine(found)}`,
    ...(mend === undefined ? [] : [paint.dim(`${" ".repeat(12)}→ ${mend}`)]),
  ];
}

function tellSettings({ config, output }: Context): void {
  const settings = config.settings.map((setting) => ({
    ...setting,
    value: shown(setting.name, setting.value),
  }));
  output.show(
    { settings },
    {
      human: () =>
        output.table({
          head: ["SETTING", "VALUE", "FROM", "ENVIRONMENT"],
          rows: settings.map(({ name, value, origin, environment }) => [
            name,
            value === "" ? { text: "(worked out)", paint: paint.dim } : value,
            origin === "default" ? { text: origin, paint: paint.dim } : origin,
            { text: environment ?? "", paint: paint.dim },
          ]),
        }),
    },
  );
}

/** A key, and the password in a database's address, are for nobody's screen. */
function shown(name: string, value: string): string {
  if (name === "apiKey" && value !== "") return `${value.slice(0, 8)}…`;
  if (name === "blobSecretAccessKey" && value !== "") return "…";
  return name === "databaseUrl" ? value.replace(/:[^:@/]+@/, ":…@") : value;
}
