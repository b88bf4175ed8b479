// What the page keeps in the browser, and what it asks of it.

const PAGE_KEY = "makima.page-key";

/** Kept for this origin alone, with its port; the other half of the session is a cookie that no script sees. */
export const readPageKey = (): string | null => localStorage.getItem(PAGE_KEY);
export const keepPageKey = (key: string): void => localStorage.setItem(PAGE_KEY, key);
export const forgetPageKey = (): void => localStorage.removeItem(PAGE_KEY);

/** A choice of how things look, as text; null where none was made. */
export const readChoice = (name: string): string | null => localStorage.getItem(`makima.${name}`);
export const keepChoice = (name: string, value: string): void =>
  localStorage.setItem(`makima.${name}`, value);
export const forgetChoice = (name: string): void => localStorage.removeItem(`makima.${name}`);

/** Another tab has changed what is kept. */
export function onKeptChange(heard: () => void): () => void {
  addEventListener("storage", heard);
  return () => removeEventListener("storage", heard);
}
