// The pictures of the documentation, taken anew: parts of a page stand where they stood, and where fonts and browser are those of the
// record, it looks as it did.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import pixelmatch from 'pixelmatch';
import { PNG } from 'pngjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { packageRoot } from '../../disk/package-root.js';
import { SHOTS } from '../pictures/shots.js';
import { type Look, type Part, takeAll, type Taken } from '../pictures/take.js';

interface Kept {
  look: Look;
  layouts: Record<string, Part[]>;
}

const folder = path.join(packageRoot(), 'docs', 'pictures');
const kept = JSON.parse(readFileSync(path.join(folder, 'layout.json'), 'utf8')) as Kept;
/** Of all pixels: what passes in a second, such as an age, may be another. */
const MOST_OTHER = 0.01;

let taken = new Map<string, Taken>();
let isSameLook = false;
beforeAll(async () => {
  const all = await takeAll(SHOTS);
  taken = new Map(all.taken.map((one) => [one.name, one]));
  isSameLook = JSON.stringify(all.look) === JSON.stringify(kept.look);
});

describe.each(SHOTS)('$name', ({ name, width }) => {
  const one = (): Taken => {
    const found = taken.get(name);
    if (found === undefined) throw new Error(`${name} was not taken`);
    return found;
  };

  it('has its parts where they were, and all of them in the window', () => {
    const { layout } = one();
    expect(layout.map(({ what }) => what)).toEqual(kept.layouts[name]?.map(({ what }) => what));
    for (const [at, { what, left, width: wide }] of layout.entries()) {
      const before = kept.layouts[name]?.[at];
      expect([what, Math.abs(left - (before?.left ?? NaN)) <= 4]).toEqual([what, true]);
      expect([what, Math.abs(wide - (before?.width ?? NaN)) <= 4]).toEqual([what, true]);
      expect([what, left >= 0 && left + wide <= width]).toEqual([what, true]);
    }
  });

  it('looks as it did, where fonts and browser are those of the record', ({ skip }) => {
    if (!isSameLook) skip('other fonts, or another browser');
    const [now, before] = [PNG.sync.read(one().png), PNG.sync.read(readFileSync(path.join(folder, `${name}.png`)))];
    expect([now.width, now.height]).toEqual([before.width, before.height]);
    const other = pixelmatch(now.data, before.data, undefined, now.width, now.height, { threshold: 0.2 });
    expect(other / (now.width * now.height)).toBeLessThan(MOST_OTHER);
  });
});
