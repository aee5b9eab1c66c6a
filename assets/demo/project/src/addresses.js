import { slug } from './slug.js';

/** The addresses of posts with these titles, in the same order. */
export function addresses(titles) {
  return titles.map((title) => slug(title));
}
