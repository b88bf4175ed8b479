// What the code of a moment says.

export const codeThenTexts = {
  see: "What is shown of this moment",
  sees: { words: "Conversation", files: "Files", changes: "Changed since then" },
  none: "No checkpoint was made up to here; the code was as the task found it.",
  find: "Find a file",
  noFiles: "There was no file.",
  noneFits: "No file fits.",
  cut: "There are more files than a page can hold; the rest is on a branch from here.",
  inFolder: (count: number) => (count === 1 ? "1 file" : `${count} files`),
  kinds: { program: "program", link: "link", submodule: "submodule" },
  file: "As it was then",
  binary: (size: string) => `This is no text (${size}). Make a branch from here to look at it.`,
  submodule: "A repository of its own; only its commit is kept here.",
  leadsTo: "A link to",
  empty: "It is empty.",
  fileCut: (size: string) => `Only its beginning is shown; all of it is ${size}.`,
  same: "Nothing has changed since then.",
} as const;
