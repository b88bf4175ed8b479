// The file in the home from which the CLI takes address and key.
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Config } from "./config.ts";

const credentials = z.looseObject({ url: z.string(), apiKey: z.string() });
export type Credentials = z.infer<typeof credentials>;

/** Null where there are none, or none that can be read as such. */
export async function readCredentials({ home }: Pick<Config, "home">): Promise<Credentials | null> {
  try {
    const parsed = credentials.safeParse(JSON.parse(await readFile(fileIn(home), "utf8")));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError || codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

/** Whole or not at all, for its owner's eyes only, and durable before it returns. What stood there before is kept beside it. */
export async function writeCredentials(
  { home }: Pick<Config, "home">,
  { keepOld, ...values }: Credentials & { keepOld: boolean },
): Promise<void> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  if (keepOld && (await readCredentials({ home })) !== null)
    await rename(fileIn(home), `${fileIn(home)}.old`);
  const draft = `${fileIn(home)}.new`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${JSON.stringify(values, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, fileIn(home));
}

const fileIn = (home: string): string => join(home, "credentials.json");

const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : undefined;
