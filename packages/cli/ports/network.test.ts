// A port that another program has is told before anything is started.
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ownProgram } from "../supervision/locate-programs.ts";
import { probePort } from "./network.ts";
import { runToEnd } from "./programs.ts";

let blocker: Server;
let port = 0;

beforeEach(async () => {
  blocker = createServer();
  await new Promise<void>((resolve) => {
    blocker.listen(0, "127.0.0.1", resolve);
  });
  port = (blocker.address() as AddressInfo).port;
});
afterEach(() => {
  blocker.close();
});

test("a port is free, or in use, and asking does not take it", async () => {
  expect(await probePort(port, "127.0.0.1")).toBe("in_use");
  await new Promise((resolve) => {
    blocker.close(resolve);
  });
  expect(await probePort(port, "127.0.0.1")).toBe("free");
  expect(await probePort(port, "127.0.0.1")).toBe("free");
});

test("`up` names the port and the mend, and leaves nothing running", async () => {
  const home = await mkdtemp(join(tmpdir(), "makima-up-"));
  const { code, stderr } = await runToEnd(process.execPath, {
    args: [ownProgram(), "up", "--port", String(port)],
    environment: { PATH: "/usr/bin:/bin", HOME: home, MAKIMA_HOME: home },
  });
  await rm(home, { recursive: true });
  expect(code).toBe(4);
  expect(stderr).toContain(`port ${port}`);
  expect(stderr).toContain("--port 0");
});
