// The real daemon as a program that kills itself at a point: its only argument is the point's name and how often it has to be reached.
import { readConfig } from "@makima/daemon/config";
import { runDaemon } from "@makima/daemon/run-daemon";

const [name = "", count = "1"] = (process.argv[2] ?? "").split("#");
let left = Number(count);

const code = await runDaemon(readConfig(), (reached) => {
  if (reached !== name) return;
  left -= 1;
  // SIGKILL, so that nothing behind this line is ever done.
  if (left === 0) process.kill(process.pid, "SIGKILL");
});
process.exit(code);
