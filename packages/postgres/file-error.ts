// Reads the code of a failed file operation, since Node types what a catch receives as unknown.

/** The `code` of a Node error (`ENOENT`, `EACCES`, …), or null for any other thing that was thrown. */
export function fileErrorCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

/** The value of `attempt`, or null when what it needs does not exist. Every other error is thrown on. */
export async function unlessMissing<T>(attempt: Promise<T>): Promise<T | null> {
  try {
    return await attempt;
  } catch (error) {
    if (fileErrorCode(error) === "ENOENT") return null;
    throw error;
  }
}
