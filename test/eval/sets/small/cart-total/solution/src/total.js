/** The total of a cart in cents. `lines`: price of one piece in cents, pieces, discount in percent. Each line is rounded by itself. */
export function total(lines) {
  return lines.reduce((sum, line) => sum + rounded(line), 0);
}

/** Counted in hundredths of a cent, so that half a cent is exact. */
const rounded = ({ price, pieces, discount = 0 }) =>
  Math.floor((price * pieces * (100 - Math.min(discount, 100)) + 50) / 100);
