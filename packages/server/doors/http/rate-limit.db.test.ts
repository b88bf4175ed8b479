// A loop gone wild is slowed down, and told how long to wait.
import { startServer } from "@makima/testkit/server";
import { expect, test } from "vitest";

const LIMIT = 20;

test("more requests in a second than the setting allows are answered with 429", async () => {
  const server = await startServer({ environment: { MAKIMA_REQUESTS_PER_SECOND: String(LIMIT) } });
  const answers = await Promise.all(
    Array.from({ length: LIMIT * 5 }, () =>
      fetch(`${server.url}/api/v1/contracts`, { headers: { authorization: `Bearer ${server.apiKey}` } }),
    ),
  );
  const refused = answers.filter(({ status }) => status === 429);
  expect(refused.length).toBeGreaterThan(0);
  expect(await refused[0]?.json()).toMatchObject({ code: "RATE_LIMITED" });
  expect(refused[0]?.headers.get("retry-after")).not.toBeNull();
});
