// The tests in four projects: unit (beside the code), stories, security and chaos (whole programs, few at a time).
import { defineConfig } from "vitest/config";

/** How long a test waits for what has to come: a machine that is busy is no failure. */
const patience = { expect: { poll: { timeout: 20_000 } } } as const;

/** Whole programs are started: a few files at once, and time for a slow machine. */
const worlds = {
  ...patience,
  pool: "forks",
  maxWorkers: 2,
  testTimeout: 180_000,
  hookTimeout: 120_000,
  teardownTimeout: 30_000,
} as const;

export default defineConfig({
  test: {
    passWithNoTests: true,
    projects: [
      {
        test: {
          name: "unit",
          include: ["packages/**/*.test.ts", "tools/**/*.test.ts"],
          globalSetup: ["packages/testkit/global-setup.ts"],
          ...patience,
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: "stories",
          include: ["tests/stories/**/*.test.ts"],
          ...worlds,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: "web",
          include: ["tests/web/**/*.test.ts"],
          globalSetup: ["tests/web/build-app.ts"],
          ...worlds,
          testTimeout: 300_000,
          sequence: { groupOrder: 6 },
        },
      },
      {
        test: {
          name: "soak",
          include: ["tests/soak/*.test.ts"],
          ...worlds,
          sequence: { groupOrder: 5 },
        },
      },
      {
        test: {
          name: "real-agents",
          include: ["tests/real-agents/*.test.ts"],
          ...worlds,
          // A whole demo over three kills, by programs that take their time to start.
          testTimeout: 480_000,
          sequence: { groupOrder: 4 },
        },
      },
      {
        test: {
          name: "security",
          include: ["tests/security/**/*.test.ts"],
          ...worlds,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          name: "chaos",
          include: ["tests/chaos/**/*.test.ts"],
          ...worlds,
          testTimeout: 600_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
});
