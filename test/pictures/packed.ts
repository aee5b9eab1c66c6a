// A picture in fewer bytes: of as many colours as the page has, without the many shades at the edges of its letters.
import { PNG } from 'pngjs';

const MOST_COLOURS = 224;

/** The frequent colours stay as they are; every other one becomes the nearest of them. */
export function packed(png: Buffer): Buffer {
  const picture = PNG.sync.read(png);
  const counts = new Map<number, number>();
  for (let at = 0; at < picture.data.length; at += 4) {
    const colour = picture.data.readUInt32BE(at);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const kept = [...counts.keys()].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0)).slice(0, MOST_COLOURS);
  const becomes = new Map([...counts.keys()].map((colour) => [colour, nearest(kept, colour)]));
  for (let at = 0; at < picture.data.length; at += 4)
    picture.data.writeUInt32BE(becomes.get(picture.data.readUInt32BE(at)) ?? 0, at);
  return PNG.sync.write(picture, { colorType: 2, deflateLevel: 9, filterType: 0, deflateStrategy: 0 });
}

function nearest(colours: readonly number[], wanted: number): number {
  let best = wanted;
  let least = Infinity;
  for (const one of colours) {
    const away = farFrom(one, wanted);
    if (away < least) [best, least] = [one, away];
  }
  return best;
}

const farFrom = (a: number, b: number): number =>
  [24, 16, 8].reduce((sum, bits) => sum + (((a >>> bits) & 255) - ((b >>> bits) & 255)) ** 2, 0);
