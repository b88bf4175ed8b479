/** Joins the words of a text with dashes. */
export function slug(text) {
  return text.trim().toLowerCase().split(/\s+/).join("-");
}
