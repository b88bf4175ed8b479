// `makima complete -- WORDS…`: what a shell asks for a TAB. Each offer is a line: what is put in, a tab, and what it is.
import { ApiError, ServerUnreachable } from "@makima/client";
import { CliError } from "../cli-error.ts";
import { openContext } from "../context.ts";
import { buildProgram } from "../program.ts";
import { cleanLine } from "../terminal/clean-text.ts";
import { completeWords } from "./complete-words.ts";
import { type Offer, offerNames } from "./offer-names.ts";

/** A person waits for it with a finger on the key. */
const PATIENCE_MS = 400;
const TEXT_LENGTH = 60;

/** @param words behind the "--"; the last one is the one at the cursor, and may be empty */
export async function answerShell(words: readonly string[]): Promise<void> {
  const before = words.slice(0, -1);
  // Bash makes a word of its own of the "=" in "--status=".
  const current = words.at(-1)?.replace(/^=$/, "") ?? "";
  const program = await buildProgram(before);
  const namesOf = (of: string): Promise<Offer[]> => askServer(of, before);
  const offers = await completeWords({ program, before, current, namesOf });
  const lines = offers.map(({ value, text }) => `${cleanLine(value)}\t${oneLine(text)}\n`);
  process.stdout.write(lines.join(""));
}

/** A server that is away has nothing to offer, and that is no failure here. */
async function askServer(of: string, words: readonly string[]): Promise<Offer[]> {
  const flag = (name: string): string | undefined => {
    const place = words.indexOf(`--${name}`);
    return place === -1 ? undefined : words[place + 1];
  };
  const [url, home] = [flag("url"), flag("home")];
  try {
    const context = openContext({ ...(url && { url }), ...(home && { home }) });
    return await offerNames(await context.client({ patienceMs: PATIENCE_MS }), of);
  } catch (error) {
    if (error instanceof CliError || error instanceof ServerUnreachable || error instanceof ApiError)
      return [];
    throw error;
  }
}

const oneLine = (text: string): string => cleanLine(text).slice(0, TEXT_LENGTH);
