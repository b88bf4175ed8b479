// Deliveries of a contract's branch over HTTP: asked for by a person, and what came of it.
import { z } from "zod";
import { endpoint } from "../http/endpoint.ts";
import { closed, id, none } from "../shapes/shapes.ts";

const commit = z.string().regex(/^[0-9a-f]{40}([0-9a-f]{24})?$/);

/**
 * Also what a daemon answers to `deliver`. `ref`: where the branch is now, in the person's repository or at its remote; `note`: why it has another
 * name there. Not delivered: `isRejected` where the remote looked at it and said no, and says so again until something there is mended.
 */
export const deliveryShape = z.discriminatedUnion("delivered", [
  z.object({
    delivered: z.literal(true),
    commit,
    ref: z.string(),
    /** the URL that it was pushed to; null for a repository by path */
    remote: z.string().nullable(),
    note: z.string().nullable(),
  }),
  z.object({
    delivered: z.literal(false),
    commit,
    isRejected: z.boolean(),
    problem: z.object({ code: z.string(), message: z.string(), mend: z.string() }),
  }),
]);
export type Delivery = z.infer<typeof deliveryShape>;

export const deliveryEndpoints = {
  deliverContract: endpoint({
    method: "POST",
    path: "/contracts/{id}/deliver",
    summary:
      "Push the contract's branch to its remote, or bring it to the repository at its path; never by force",
    scope: "owner",
    params: closed({ id }),
    query: none,
    body: none,
    answer: deliveryShape,
    status: 200,
    errors: ["NOT_FOUND", "NOTHING_TO_DELIVER", "NO_DAEMON", "DAEMON_FAILED"],
  }),
};
