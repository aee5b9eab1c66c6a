// `node bill.mjs AMOUNT...` prints a bill; amounts are in cents.
import { money } from './money.mjs';

const amounts = process.argv.slice(2).map(Number);
for (const amount of amounts) console.log(`item  ${money(amount)}`);
console.log(`total ${money(amounts.reduce((sum, one) => sum + one, 0))}`);
