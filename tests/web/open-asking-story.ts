// A story whose contract asks something, and a person who is signed in to it.
import type { StoryContract } from "@makima/testkit/contract";
import { openStory, type Story } from "@makima/testkit/story";
import type { BrowserContextOptions } from "playwright-core";
import { type Person, signInPerson } from "./open-browser.ts";

type Asking = { story: Story; contract: StoryContract; person: Person };

/** Resolves when the first question is open. */
export async function openAskingStory(script: string, options: BrowserContextOptions = {}): Promise<Asking> {
  const story = await openStory();
  const contract = await story.startContract({ script });
  await contract.openQuestion();
  return { story, contract, person: await signInPerson(story.client, options) };
}
