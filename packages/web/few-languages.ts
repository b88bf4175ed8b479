// Leaves out the grammars and colour schemes that next to nobody needs: what they colour is shown plain. It saves most of the build.
import type { Plugin } from "vite";

const LANGUAGES = new Set(
  (
    "astro bash c cmake cpp csharp css csv dart diff docker dotenv elixir go graphql groovy haskell hcl html http ini java " +
    "javascript json json5 jsonc jsx kotlin less lua make markdown mdx nginx nix ocaml perl php powershell prisma proto python r " +
    "ruby rust scala scss shellscript sql svelte swift terraform toml tsx typescript vue xml yaml zig"
  ).split(" "),
);
const EMPTY = "\0makima-left-out";

export function fewLanguages(): Plugin {
  return {
    name: "makima-few-languages",
    apply: "build",
    enforce: "pre",
    resolveId: (source, importer = "") => {
      const language = /^@shikijs\/langs\/(.+)$/.exec(source)?.[1];
      // A grammar that another one needs for itself is never left out.
      if (language !== undefined)
        return importer.includes("langs-bundle") && !LANGUAGES.has(language) ? EMPTY : null;
      return source.startsWith("@shikijs/themes/") ? EMPTY : null;
    },
    load: (id) => (id === EMPTY ? "export default [];" : null),
  };
}
