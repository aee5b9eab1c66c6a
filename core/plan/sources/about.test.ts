import { describe, expect, it } from 'vitest';
import { aboutOf } from './about.js';

describe('what a file says of itself', () => {
  it.each([
    ['a line', '# One thing.\nid = "x"\n', 'One thing.'],
    ['several', '# One thing,\n# and another.\nid = "x"\n# not this\n', 'One thing, and another.'],
    ['with an empty one, a mark of the order of bytes and other ends', '\uFEFF# One.\r\n#\r\n## Two.\r\n', 'One. Two.'],
    ['nothing', 'id = "x" # nor this\n', ''],
    ['nothing at all', '', ''],
  ])('is %s', (_what, text, about) => expect(aboutOf(text)).toBe(about));
});
