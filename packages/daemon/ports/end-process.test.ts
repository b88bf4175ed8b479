import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";

test("a program ends with its code, whatever would wait for it or never let it go", () => {
  const program = `
    import { endProcess } from ${JSON.stringify(import.meta.resolve("./end-process.ts"))};
    process.on("exit", () => { for (;;); });
    setInterval(() => undefined, 1_000);
    endProcess(3);`;
  const ended = spawnSync(process.execPath, ["--input-type=module", "--eval", program], { timeout: 20_000 });
  expect({ status: ended.status, said: ended.stderr.toString() }).toEqual({ status: 3, said: "" });
});
