/** The total of a cart in cents. `lines`: price of one piece in cents, pieces, discount in percent. */
export function total(lines) {
  let sum = 0;
  for (const { price, pieces, discount = 0 } of lines) sum += price * pieces * (1 - discount / 100);
  return Math.floor(sum);
}
