import { describe, expect, it } from "vitest";
import { monotonicMs, sleep } from "../ports/clock.ts";
import { Lease } from "./lease.ts";

function makeLease(): { lease: Lease; said: string[] } {
  const said: string[] = [];
  const lease = new Lease({ onLost: () => said.push("lost"), onRegained: () => said.push("regained") });
  return { lease, said };
}

describe("the lease", () => {
  it("counts from when the heartbeat was sent, not from when it was answered", async () => {
    const { lease, said } = makeLease();
    lease.confirm({ sentAtMs: monotonicMs() - 1000, leaseMs: 1000 });
    expect(lease.isHeld).toBe(false);
    lease.confirm({ sentAtMs: monotonicMs(), leaseMs: 60_000 });
    expect(lease.isHeld).toBe(true);
    // An answer that comes late and out of order takes nothing back.
    lease.confirm({ sentAtMs: monotonicMs() - 5000, leaseMs: 5010 });
    await sleep(50);
    expect(lease.isHeld).toBe(true);
    expect(said).toEqual([]);
    lease.close();
  });

  it("ends once, and whoever waits goes on when it is confirmed again", async () => {
    const { lease, said } = makeLease();
    lease.confirm({ sentAtMs: monotonicMs(), leaseMs: 50 });
    while (said.length === 0) await sleep(5);
    const waited = lease.held(new AbortController().signal).then(() => said.push("went on"));
    await sleep(20);
    expect(said).toEqual(["lost"]);
    lease.confirm({ sentAtMs: monotonicMs(), leaseMs: 60_000 });
    await waited;
    expect(said).toEqual(["lost", "regained", "went on"]);
    lease.close();
  });
});
