// Two servers, three daemons, a PostgreSQL with fsync on a disk that loses its power, people, and every kind of fault, from one seed.
import { soakSettings } from "@makima/testkit/config";
import { runSoak } from "@makima/testkit/soak/run-soak";
import { expect, test } from "vitest";

test("whatever happened, every contract came to the end that its program has, and every promise was kept", async () => {
  const { seed, minutes, daemons } = soakSettings();
  const say = (line: string) => process.stderr.write(`soak ${seed}: ${line}\n`);
  const result = await runSoak({ seed, minutes, daemons, say });
  say(JSON.stringify(result));
  say(`again: npm run soak -- --minutes ${minutes} --seed ${seed} --daemons ${daemons}`);
  expect(result.violations).toEqual([]);
  // A soak in which a kind of fault never came has shown nothing of it.
  expect(Object.entries(result.counts).filter(([, count]) => count === 0)).toEqual([]);
  expect(result.contracts).toBeGreaterThan(0);
  expect(result.restorations).toBeGreaterThan(0);
});
