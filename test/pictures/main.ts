// `npm run pictures -- [NAME...]`: takes the pictures of the dashboard anew, and says of each how many bytes it has.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../disk/package-root.js';
import { SHOTS } from './shots.js';
import { takeAll } from './take.js';

const named = process.argv.slice(2);
const shots = SHOTS.filter(({ name }) => named.length === 0 || named.includes(name));
const folder = path.join(packageRoot(), 'docs', 'pictures');
mkdirSync(folder, { recursive: true });
const { taken, look } = await takeAll(shots);
for (const { name, png } of taken) {
  writeFileSync(path.join(folder, `${name}.png`), png);
  console.log(`${name}.png ${png.length} bytes`);
}
if (shots.length === SHOTS.length) {
  const layouts = Object.fromEntries(taken.map(({ name, layout }) => [name, layout]));
  writeFileSync(path.join(folder, 'layout.json'), `${JSON.stringify({ look, layouts }, null, 1)}\n`);
}
