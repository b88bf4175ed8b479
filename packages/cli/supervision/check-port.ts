// Makes sure that the server's port is one and is free, before anything is started.
import { CliError, EXIT, usageError } from "../cli-error.ts";
import { probePort } from "../ports/network.ts";

/** Throws a usage error, or `PORT_IN_USE`. */
export async function checkPort({ port, host }: { port: string; host: string }): Promise<void> {
  const number = Number(port);
  if (!Number.isInteger(number) || number < 0 || number > 65_535 || port.trim() === "") {
    throw usageError(`"${port}" is no port`, "give a number from 0 (any free one) to 65535");
  }
  const state = await probePort(number, host);
  if (state === "free") return;
  throw new CliError({
    code: state === "in_use" ? "PORT_IN_USE" : "PORT_NOT_ALLOWED",
    message: `port ${port} of ${host} is ${state === "in_use" ? "in use by another program" : "not allowed to you"}`,
    mend: "stop that program, or choose another port: `makima up --port 0` takes any free one",
    exitCode: EXIT.conflict,
  });
}
