// What the tests take from the environment.

/** A PostgreSQL that is there already; else one is started. The user must be allowed to make databases. */
export const givenDatabaseUrl = (): string | undefined => process.env["MAKIMA_TEST_DATABASE_URL"];

/** Makes a PostgreSQL known to the test processes that are started from this one. */
export function shareDatabaseUrl(url: string): void {
  process.env["MAKIMA_TEST_DATABASE_URL"] = url;
}

/** The environment of a program under test: only what every program needs, and what the test gives; what is empty is left out. */
export const childEnvironment = (extra: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  PATH: process.env["PATH"],
  TMPDIR: process.env["TMPDIR"],
  HOME: process.env["HOME"],
  ...Object.fromEntries(Object.entries(extra).filter(([, value]) => value !== "")),
});

/** What a soak is given by `npm run soak`. */
export const soakSettings = (): { seed: number; minutes: number; daemons: number } => ({
  daemons: Number(process.env["MAKIMA_SOAK_DAEMONS"] ?? "3"),
  seed: Number(process.env["MAKIMA_SOAK_SEED"] ?? "7420"),
  minutes: Number(process.env["MAKIMA_SOAK_MINUTES"] ?? "0.7"),
});
