// A join token is good for one daemon, once, for ten minutes.
import { moveClock } from "@makima/testkit/clock";
import { newDaemonKey } from "@makima/testkit/ports/daemon-key";
import { createTestWorld, type TestWorld } from "@makima/testkit/world";
import { beforeAll, expect, test } from "vitest";
import { createJoinToken } from "./create-join-token.ts";
import { joinDaemon } from "./join-daemon.ts";
import { listDaemons } from "./list-daemons.ts";

let here: TestWorld;

beforeAll(async () => {
  here = await createTestWorld();
});

const newToken = async (): Promise<string> => (await createJoinToken(here.world, here.principal)).token;
const newRequest = () => ({ name: "machine", publicKey: newDaemonKey().publicKey });

test("a daemon whose answer was lost asks again and is the same daemon", async () => {
  const [token, request] = [await newToken(), newRequest()];
  const joined = await joinDaemon(here.world, token, request);
  expect(await joinDaemon(here.world, token, request)).toEqual(joined);
  expect(await joinDaemon(here.world, await newToken(), request)).toEqual(joined);
  const { items } = await listDaemons(here.world, here.principal, { query: { limit: 50 } });
  expect(items.filter(({ id }) => id === joined.daemonId)).toHaveLength(1);
});

test("of two daemons with one token, one joins", async () => {
  const token = await newToken();
  const joins = await Promise.allSettled([1, 2].map(() => joinDaemon(here.world, token, newRequest())));
  expect(joins.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(joins.find((join) => join.status === "rejected")?.reason).toMatchObject({ code: "TOKEN_USED" });
});

test("unknown and expired tokens, and keys that are none, are refused", async () => {
  await expect(joinDaemon(here.world, "mk_join_x", newRequest())).rejects.toMatchObject({
    code: "UNAUTHORIZED",
  });
  const request = { name: "machine", publicKey: Buffer.from("no key").toString("base64") };
  await expect(joinDaemon(here.world, "mk_join_x", request)).rejects.toMatchObject({ code: "VALIDATION" });
  const token = await newToken();
  await moveClock(here.database, "10 minutes");
  await expect(joinDaemon(here.world, token, newRequest())).rejects.toMatchObject({ code: "UNAUTHORIZED" });
});

test("a key pair of another owner's daemon is refused", async () => {
  const request = newRequest();
  await joinDaemon(here.world, await newToken(), request);
  const { token } = await createJoinToken(here.world, await here.newOwner());
  await expect(joinDaemon(here.world, token, request)).rejects.toMatchObject({ code: "VALIDATION" });
});
