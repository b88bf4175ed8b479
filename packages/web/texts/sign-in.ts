// What the sign-in page says.

export const signInTexts = {
  title: "Sign in to makima",
  trying: "Signing you in …",
  how: "At the terminal of the machine where makima runs:",
  why: "It prints a link that signs one browser in, once, within ten minutes. There is no password, and nobody else can use the link after you.",
  linkOver: "This link was used already, or its ten minutes are over. Ask for a new one.",
  noAnswer: "makima does not answer. Is it running? Start it with “npm start”, then load this page again.",
};
