// Who is let in as a daemon, and that the newest connection of one is the only one that counts.
import { createTestDatabase } from "@makima/testkit/database";
import { newDaemonKey } from "@makima/testkit/ports/daemon-key";
import { type BareLink, type Greeting, greet, openLink } from "@makima/testkit/ports/open-link";
import { look } from "@makima/testkit/runs";
import { startServer } from "@makima/testkit/server";
import { createTestWorld } from "@makima/testkit/world";
import { expect, onTestFinished, test } from "vitest";
import { createJoinToken, joinDaemon, openCommands, sendCommand } from "../../daemons/daemons.ts";

const database = await createTestDatabase();
const of = await createTestWorld({}, database);
const { world, principal } = of;
const server = await startServer({ database, apiKey: of.apiKey });

async function join(): Promise<Greeting> {
  const { publicKey, privateKey } = newDaemonKey();
  const { token } = await createJoinToken(world, principal);
  const { daemonId } = await joinDaemon(world, token, { name: "machine", publicKey });
  return { daemonId, privateKey, bootId: world.ids.next() };
}

async function connect(greeting?: Greeting): Promise<BareLink> {
  const link = await openLink(server.url);
  onTestFinished(() => link.close());
  if (greeting !== undefined) greet(link, greeting);
  return link;
}
const kinds = ({ frames }: BareLink) => frames.map(({ kind }) => kind);
const heard = (link: BareLink, kind: string) => expect.poll(() => kinds(link)).toContain(kind);
const codeOf = async (link: BareLink) => {
  expect(await link.closed).toBe(1008);
  const refused = link.frames.at(-1);
  return refused?.kind === "refused" ? refused.code : null;
};

test("a daemon that proves who it is, is welcome, and ready after its spool", async () => {
  const link = await connect(await join());
  await heard(link, "welcome");
  link.send({ kind: "caught_up" });
  await heard(link, "ready");
  expect(kinds(link)).toEqual(["challenge", "welcome", "ready"]);
});

test.each<[string, (known: Greeting) => Partial<Greeting>, string]>([
  ["of whom nobody knows", () => ({ daemonId: world.ids.next() }), "UNKNOWN_DAEMON"],
  ["with another one's key", () => ({ privateKey: newDaemonKey().privateKey }), "BAD_SIGNATURE"],
  ["of another version", () => ({ version: 99 }), "VERSION"],
])("one %s is refused", async (_, change, code) => {
  const known = await join();
  expect(await codeOf(await connect({ ...known, ...change(known) }))).toBe(code);
});

test("one that was revoked is refused", async () => {
  const known = await join();
  await look(of, "update daemon set revoked_at = app_now() where id = $1", [known.daemonId]);
  expect(await codeOf(await connect(known))).toBe("REVOKED");
});

test.each([
  ["a frame before hello", { kind: "caught_up" }],
  ["no frame of the protocol", { kind: "coffee" }],
  ["no JSON", "{"],
])("%s ends the connection", async (_, frame) => {
  const link = await connect();
  link.send(frame);
  expect(await codeOf(link)).toBe("BAD_FRAME");
});

test("a second hello ends the connection", async () => {
  const known = await join();
  const link = await connect(known);
  await heard(link, "welcome");
  greet(link, known);
  expect(await codeOf(link)).toBe("BAD_FRAME");
});

test("a daemon whose own older connection was held back has only to come again", async () => {
  const known = await join();
  const older = await connect(known);
  await heard(older, "welcome");
  await heard(await connect(known), "welcome");
  expect(await older.closed).toBe(1012);
  expect(older.frames.some(({ kind }) => kind === "refused")).toBe(false);
});

test("the newer connection wins: the older is told, gets no command, and acknowledges none", async () => {
  const known = await join();
  const older = await connect(known);
  await heard(older, "welcome");
  const newer = await connect({ ...known, bootId: world.ids.next() });
  await heard(newer, "welcome");
  expect(await codeOf(older)).toBe("REPLACED");
  const { ownerId } = principal;
  const { daemonId } = known;
  await world.db.transaction((tx) =>
    sendCommand(tx, {
      world,
      to: { ownerId, daemonId, contractId: null },
      command: { kind: "check_repository", path: "/p", baseBranch: null },
    }),
  );
  const open = (session: number) => openCommands(world.db, { ownerId, daemonId, session, limit: 10 });
  expect(await open(1)).toEqual([]);
  expect(await open(2)).toHaveLength(1);
});

test("what PostgreSQL cannot hold comes in with a mark in its place", async () => {
  const link = await connect(await join());
  await heard(link, "welcome");
  const record = {
    kind: "tool_call",
    taskId: world.ids.next(),
    epoch: 1,
    callKey: "a\0b",
    tool: "t",
    input: { text: "\ud800" },
  };
  link.send({ kind: "records", records: [{ seq: 1, record }] });
  await heard(link, "ack");
  expect(kinds(link)).not.toContain("refused");
});
