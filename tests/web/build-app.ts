// Builds the web app before its stories, where its sources are newer than the last build: as `npm start` does.
import "../../tools/build-web.ts";

/** vitest asks for one; the import has done it. */
export default function setup(): void {
  // Nothing is left to do.
}
