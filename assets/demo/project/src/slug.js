/** The address of a post, made from its title. */
export function slug(title) {
  return title.toLowerCase().replace(' ', '-');
}
