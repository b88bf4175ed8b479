// The web app as the build left it: read whole, since it is small, and again when a new build stands there.
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";

type WebFile = { type: string; bytes: Buffer; brotli: Buffer | null };
/** `page` is the app's one page; `files` are the others by their path, `/assets/x.js`. Their names change with what they hold. */
export type WebFiles = { page: string; files: ReadonlyMap<string, WebFile> };

const FOLDER = fileURLToPath(new URL("../../web/dist", import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm",
};

/** Gives the app, or null where none was built. */
export function createWebFiles(folder: string = FOLDER): () => Promise<WebFiles | null> {
  let known: { builtMs: number; read: Promise<WebFiles> } | null = null;
  return async () => {
    const builtMs = await builtAt(join(folder, "index.html"));
    if (builtMs === null) return null;
    if (known?.builtMs !== builtMs) known = { builtMs, read: readAll(folder) };
    return known.read;
  };
}

async function builtAt(page: string): Promise<number | null> {
  try {
    return (await stat(page)).mtimeMs;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

async function readAll(folder: string): Promise<WebFiles> {
  const page = await readFile(join(folder, "index.html"), "utf8");
  const names = (await readdir(join(folder, "assets"))).filter((name) => extname(name) in TYPES);
  const packed = new Set((await readdir(join(folder, "assets"))).filter((name) => name.endsWith(".br")));
  const files = new Map<string, WebFile>();
  for (const name of names) {
    const path = join(folder, "assets", name);
    const brotli = packed.has(`${name}.br`) ? await readFile(`${path}.br`) : null;
    files.set(`/assets/${name}`, {
      type: TYPES[extname(name)] ?? "application/octet-stream",
      bytes: await readFile(path),
      brotli,
    });
  }
  return { page, files };
}
