// Where a webhook may lead: https, or http within this machine, and never with a password in the text.

/** An address of the web without user and password. */
export function isTellable(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hostname } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && username === '' && password === '' && hostname !== '';
}

/** Whether everybody on the way could read along. `url`: see `isTellable`. */
export function isCleartext(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol !== 'https:' && !isLoopback(hostname);
}

/** As URLs write names: numbers of IPv4 are four by then, whatever their spelling was. */
const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);

/** For people: what follows the host is often a secret. */
export const shownAddress = (url: string): string => `${new URL(url).origin}/…`;
