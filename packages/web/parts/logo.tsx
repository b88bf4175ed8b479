// makima's mark.

export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 16 16" width="20" height="20" aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeWidth="2.25" />
      <circle cx="8" cy="8" r="2" fill="currentColor" />
    </svg>
  );
}
