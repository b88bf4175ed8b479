// Where tests look for programs: as the person who runs them does.
export const searchPath = process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin";
