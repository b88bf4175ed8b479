// Amounts for people: money and counts, short.

const MONEY = new Intl.NumberFormat("en", { style: "currency", currency: "USD", maximumFractionDigits: 2 });
const SMALL_MONEY = new Intl.NumberFormat("en", {
  style: "currency",
  currency: "USD",
  maximumSignificantDigits: 2,
});
const COUNT = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

export const formatCost = (dollars: number): string =>
  (dollars > 0 && dollars < 0.01 ? SMALL_MONEY : MONEY).format(dollars);
export const formatCount = (count: number): string => COUNT.format(count);
