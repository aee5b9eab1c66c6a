// How many requirements of a root are met, in a few words.
import type { counts } from '../../core/requirements/table.js';
import { counted } from './count.js';

/** `2 of 3 requirements met, 1 hole`. */
export const countsText = ({ requirements, met, holes }: ReturnType<typeof counts>): string =>
  `${met} of ${counted(requirements, 'requirement')} met${holes === 0 ? '' : `, ${counted(holes, 'hole')}`}`;
