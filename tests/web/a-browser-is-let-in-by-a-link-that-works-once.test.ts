// Who is let in: the browser that opens the link first, with both halves of its session, until it is signed out.
import { SIGN_IN_FRAGMENT } from "@makima/protocol/sessions";
import { startServer } from "@makima/testkit/server";
import { expect, test } from "vitest";
import { findBarriers } from "./find-barriers.ts";
import { openPerson, sees, signInPerson } from "./open-browser.ts";

test("a link lets one browser in, and the second is told so", async () => {
  const { client } = await startServer();
  const { token } = await client.createSignInLink({});
  const link = `/#${SIGN_IN_FRAGMENT}${token}`;
  const first = await openPerson(client.url);
  await first.goTo(link);
  await sees(first.page, "Welcome to makima");
  expect(first.page.url()).not.toContain(token);
  const second = await openPerson(client.url);
  await second.goTo(link);
  await sees(second.page, "This link was used already");
  expect(await findBarriers(second.page)).toEqual([]);
  // Whoever is let in stays so when the page is loaded again.
  await first.page.reload();
  await sees(first.page, "Welcome to makima");
});

test("neither half of a session is worth anything alone", async () => {
  const { client } = await startServer();
  const { page } = await signInPerson(client);
  const ask = (withPageKey: boolean, credentials: "include" | "omit"): Promise<number> =>
    page.evaluate(
      async ([isWith, mode]) => {
        const pageKey = isWith ? (localStorage.getItem("makima.page-key") ?? "") : "";
        const headers: Record<string, string> = pageKey === "" ? {} : { "x-makima-page-key": pageKey };
        return (await fetch("/api/v1/contracts", { credentials: mode, headers })).status;
      },
      [withPageKey, credentials] as const,
    );
  expect(await ask(true, "include")).toBe(200);
  expect(await ask(false, "include")).toBe(401);
  expect(await ask(true, "omit")).toBe(401);
  expect(await page.evaluate("document.cookie")).toBe("");
});

test("a session that is revoked elsewhere ends its page at once, and one that signs out is gone", async () => {
  const { client } = await startServer();
  const first = await signInPerson(client);
  const second = await signInPerson(client);
  const sessions = (await client.listKeys()).items.filter(({ kind }) => kind === "session");
  expect(sessions.map(({ name }) => name)).toEqual(["Chrome on Linux", "Chrome on Linux"]);
  await client.revokeKey({ id: sessions[1]?.id ?? "" });
  await sees(first.page, "Sign in to makima");
  await second.goTo("/settings");
  await second.page.getByRole("button", { name: "Sign out" }).click();
  await sees(second.page, "Sign in to makima");
  const left = (await client.listKeys()).items.filter(
    ({ kind, revokedAt }) => kind === "session" && revokedAt === null,
  );
  expect(left).toEqual([]);
});
