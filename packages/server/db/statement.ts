// A named statement: PostgreSQL plans it once per connection, and the name is what logs and metrics call it.

export type Statement = { readonly name: string; readonly text: string };

/** Declares a statement. Values are given as $1, $2 …; text is never put together from values. */
export const statement = (name: string, text: string): Statement => ({ name, text });
