// Names and addresses of every spelling, and which of them are no place for a stranger's URL.
import { expect, test } from "vitest";
import { isPrivateAddress, resolveHost } from "./resolve-host.ts";

test.each([
  "127.0.0.1",
  "127.1",
  "0177.0.0.1",
  "0x7f.0.0.1",
  "2130706433",
  "localhost",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:a9fe:a9fe]",
  "169.254.169.254",
  "10.1.2.3",
  "172.31.255.255",
  "192.168.0.1",
  "100.64.0.1",
  "0.0.0.0",
  "[fe80::1]",
  "[fd00::1]",
  "[64:ff9b::7f00:1]",
  "[2002:7f00:1::]",
])("%s is private", async (host) => {
  const addresses = await resolveHost(host);
  expect(addresses.length).toBeGreaterThan(0);
  for (const address of addresses) expect(isPrivateAddress(address)).toBe(true);
});

test.each(["8.8.8.8", "172.32.0.1", "[2606:4700::1111]", "[::ffff:8.8.8.8]"])("%s is not", async (host) => {
  expect((await resolveHost(host)).map(isPrivateAddress)).toEqual([false]);
});

test("a name that nobody knows has no address", async () => {
  expect(await resolveHost("no-such-host.invalid")).toEqual([]);
});
