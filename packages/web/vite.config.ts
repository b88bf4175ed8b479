// How the web app is built: one page, its first load small, everything else when it is asked for.
import tailwind from "@tailwindcss/vite";
import { defineConfig } from "vite";
import { fewLanguages } from "./few-languages.ts";
import { nonceStyles } from "./nonce-styles.ts";
import { packFiles } from "./pack-files.ts";

export default defineConfig({
  plugins: [nonceStyles(), fewLanguages(), tailwind(), packFiles()],
  // The server puts a nonce of its own in place of this mark, with each answer.
  html: { cspNonce: "makima-nonce" },
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    // Nothing is put into the page or into the styles as a data address: the policy of the page has no room for it.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1_000,
    reportCompressedSize: false,
  },
});
