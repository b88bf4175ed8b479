// How far something is, as a thin line with its figure.

export function ProgressBar({ value, label }: { value: number; label: string }) {
  return (
    <span
      className="progress"
      role="progressbar"
      aria-valuenow={value}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-label={label}
    >
      <span style={{ width: `${value}%` }} />
    </span>
  );
}
