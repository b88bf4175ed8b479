// The lockfile as data: which packages of other platforms it leaves out, and what else keeps it from working elsewhere.

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

export interface MissingPackage {
  /** The entry whose optionalDependencies name it, as `node_modules/oxlint`. */
  readonly neededBy: string;
  readonly name: string;
  /** As the dependent asks for it; for platform packages an exact version. */
  readonly version: string;
}

/** Every optional dependency of every package that has no entry where Node would look for it. */
export function findMissing({ packages }: Lockfile): readonly MissingPackage[] {
  return Object.entries(packages).flatMap(([neededBy, { optionalDependencies }]) =>
    Object.entries(optionalDependencies ?? {})
      .filter(([name]) => !placesOf(neededBy, name).some((place) => packages[place] !== undefined))
      .map(([name, version]) => ({ neededBy, name, version })),
  );
}

/** Entries that would fetch from one machine's registry only. */
export function findAddresses({ packages }: Lockfile): readonly string[] {
  return Object.keys(packages).filter(
    (path) => packages[path]?.resolved !== undefined && packages[path]?.link !== true,
  );
}

/**
 * Adds an entry for every missing package, next to its dependent, with the integrity that `ask` finds (if any), and
 * os, cpu and libc as the package's name says them. Resolves to the new text and a line for each entry.
 */
export async function completeLockfile(
  text: string,
  ask: (wanted: MissingPackage) => Promise<string | undefined>,
): Promise<{ text: string; added: readonly string[] }> {
  const lockfile = JSON.parse(text) as Lockfile;
  const packages = { ...lockfile.packages };
  const added: string[] = [];
  for (const missing of findMissing(lockfile)) {
    const integrity = await ask(missing);
    packages[placeFor(missing)] = makeEntry({
      missing,
      integrity,
      isDev: lockfile.packages[missing.neededBy]?.dev === true,
    });
    added.push(`${missing.name}@${missing.version}${integrity === undefined ? ", without integrity" : ""}`);
  }
  const sorted = Object.fromEntries(
    Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, "en")),
  );
  return { text: `${JSON.stringify({ ...lockfile, packages: sorted }, undefined, 2)}\n`, added };
}

// Beside the dependent, where npm puts it unless another version is there already, as for workspaces the root is.
function placeFor({ neededBy, name }: MissingPackage): string {
  const end = neededBy.lastIndexOf("node_modules/");
  return `${end === -1 ? "" : neededBy.slice(0, end)}node_modules/${name}`;
}

function makeEntry({
  missing,
  integrity,
  isDev,
}: {
  missing: MissingPackage;
  integrity: string | undefined;
  isDev: boolean;
}): LockedPackage {
  const { name, version } = missing;
  return {
    version,
    ...(integrity === undefined ? {} : { integrity }),
    ...platformOf(name),
    ...(isDev ? { dev: true } : {}),
    optional: true,
  };
}

/** What a platform package runs on, from its name: `@biomejs/cli-linux-arm64-musl`, `@oxlint/binding-linux-arm-gnueabihf`. */
function platformOf(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> {
  const words = name.split(/[-/]/);
  const os = words
    .map((word) => (word === "windows" || word === "win" ? "win32" : word))
    .find((word) => knownSystems.has(word));
  const cpu = words.find((word) => knownProcessors.has(word));
  const last = words.at(-1) ?? "";
  const libc =
    os !== "linux"
      ? undefined
      : last.startsWith("musl")
        ? "musl"
        : last.startsWith("gnu")
          ? "glibc"
          : undefined;
  return {
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(libc === undefined ? {} : { libc: [libc] }),
    ...(os === undefined ? {} : { os: [os] }),
  };
}

const knownSystems = new Set([
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
]);
const knownProcessors = new Set([
  "arm",
  "arm64",
  "ia32",
  "loong64",
  "mips64el",
  "ppc64",
  "riscv64",
  "s390x",
  "wasm32",
  "x64",
]);

/** From the dependent's own node_modules up to the root's. */
function placesOf(dependent: string, name: string): readonly string[] {
  const inside = `${dependent === "" ? "" : `${dependent}/`}node_modules/${name}`;
  if (dependent === "") return [inside];
  const end = dependent.lastIndexOf("node_modules/");
  return [inside, ...placesOf(end === -1 ? "" : dependent.slice(0, end).replace(/\/$/, ""), name)];
}
