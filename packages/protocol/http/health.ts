// What a server says at /health, outside of the API.
import { z } from "zod";
import { count } from "../shapes/shapes.ts";

/** The disk of the database; `unwatched` where the server cannot see it. While it is `full`, nothing is written. */
const storageShape = z.discriminatedUnion("state", [
  z.object({ state: z.enum(["fine", "full"]), freeBytes: count, neededBytes: count }),
  z.object({ state: z.literal("unwatched") }),
]);
export type Storage = z.infer<typeof storageShape>;

export const healthShape = z.object({ status: z.literal("ok"), storage: storageShape });
