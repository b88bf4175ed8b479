// Sizes for people.

const UNITS = ["KB", "MB", "GB", "TB"] as const;

/** "0 KB", "12 KB", "3.4 MB", "18 GB"; "?" where nobody has measured it. */
export function formatBytes(bytes: number | null): string {
  if (bytes === null) return "?";
  let value = bytes / 1024;
  let place = 0;
  while (value >= 1000 && place < UNITS.length - 1) {
    value /= 1024;
    place += 1;
  }
  const text = place > 0 && value < 10 ? value.toFixed(1) : String(Math.round(value));
  return `${text} ${UNITS[place]}`;
}
