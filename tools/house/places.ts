// Which part of the product a path belongs to, as page "architecture" draws it.

/** The package of a path, or undefined outside `packages/`. */
export function packageOf(path: string): string | undefined {
  return /^packages\/([^/]+)\//.exec(path)?.[1];
}

/** Tests and the suites that implementations share; they are not shipped. */
export function isTest(path: string): boolean {
  return /\.(test|contract)\.tsx?$/.test(path) || path.startsWith("tests/");
}

/** Where the outside world may be touched: a `ports/` folder, and the two plain files that run before anything is installed. */
export function isPort(path: string): boolean {
  return /(^|\/)ports\//.test(path) || path === "tools/install.mjs" || path.startsWith("packages/cli/bin/");
}

/** Where the environment may be read: a `config.ts`, and the two plain files that run before anything is installed. */
export function isConfig(path: string): boolean {
  return (
    /(^|\/)config\.ts$/.test(path) || path === "tools/install.mjs" || path.startsWith("packages/cli/bin/")
  );
}

/** Written by a program; its shape is that program's. */
export function isGenerated(path: string): boolean {
  return /\.gen\.tsx?$/.test(path);
}
