// The one call that takes a join token as its bearer: a daemon becomes known.
import { joinRequest } from "@makima/protocol/daemons";
import { Refusal } from "@makima/protocol/errors";
import { API_ROOT } from "@makima/protocol/http";
import { none } from "@makima/protocol/shapes";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { joinDaemon } from "../../daemons/daemons.ts";
import type { World } from "../../world.ts";
import { tokenOf } from "./authenticate.ts";
import { refuseWhenFull } from "./endpoint-routes.ts";
import { parseInput } from "./parse-input.ts";

const JOIN_PATH = `${API_ROOT}/mesh/join`;

export function addJoinRoute(app: FastifyInstance, world: World): void {
  app.post(JOIN_PATH, {
    onRequest: async ({ headers }) => {
      const token = tokenOf(headers);
      if (token === null) throw new Refusal("UNAUTHORIZED", "there is no join token in this request");
      if (!token.startsWith("mk_join_")) {
        throw new Refusal("WRONG_TOKEN_KIND", "this route takes a join token and nothing else");
      }
    },
    handler: async ({ headers, query, body }) => {
      const parts = { params: {}, query, body };
      refuseWhenFull(world);
      const input = parseInput({ params: none, query: none, body: joinRequest }, parts);
      return joinDaemon(world, tokenOf(headers) ?? "", z.parse(joinRequest, input.body));
    },
  });
}
