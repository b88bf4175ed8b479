// Follows something for as long as it is looked at: what may pass is tried again, everything else is an error of the page.
import { ApiError, ServerUnreachable } from "@makima/client";

const RETRY_MS = 1_500;

/** @param follow ends when what it follows has to be read anew */
export async function keepFollowing(follow: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await follow();
    } catch (error) {
      if (signal.aborted) return;
      if (!mayPass(error)) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, RETRY_MS);
      });
    }
  }
}

/** Trying again is of use. */
export const mayPass = (error: unknown): boolean =>
  error instanceof ServerUnreachable || (error instanceof ApiError && error.status >= 429);
