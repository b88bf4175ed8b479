// The types of the client's methods, made from the endpoint table: one input object in, the endpoint's answer out.
import type { Endpoint, EndpointName, Endpoints } from "@makima/protocol/http";
import type { z } from "zod";

export type CallOptions = {
  /** Ends the call and every retry of it. */
  signal?: AbortSignal;
  /** Of a write. A random one by default; give one to repeat a call of an earlier process without a second effect. */
  idempotencyKey?: string;
};

/** An endpoint's parameters, query and body in one object. */
type InputOf<E extends Endpoint> = Part<z.input<E["params"]>> &
  QueryOf<E["query"]> &
  Part<z.input<E["body"]>>;

type OutputOf<E extends Endpoint> = z.output<E["answer"]>;

type MethodOf<E extends Endpoint> =
  Record<never, never> extends InputOf<E>
    ? (input?: InputOf<E>, options?: CallOptions) => Promise<OutputOf<E>>
    : (input: InputOf<E>, options?: CallOptions) => Promise<OutputOf<E>>;

export type Methods = { readonly [Name in EndpointName]: MethodOf<Endpoints[Name]> };

/** An empty object's type forbids every key, which would forbid those of the other parts too. */
type Part<T> = T extends Record<string, never> ? unknown : T;

/** Which keys may be left out is the input's to say, what they hold the output's: numbers and booleans, not their texts. */
type QueryOf<Q extends z.ZodType> =
  z.input<Q> extends Record<string, never>
    ? unknown
    : { [Key in keyof z.input<Q>]: Key extends keyof z.output<Q> ? z.output<Q>[Key] | undefined : never };
