/** An amount of cents as text. */
export const money = (cents) => String(cents);
