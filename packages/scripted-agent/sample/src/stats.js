/** Adds up a list of numbers. */
export function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0);
}
