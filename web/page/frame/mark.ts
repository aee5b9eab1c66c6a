// The title and the icon of the tab: how much needs somebody, also for whoever looks at another tab.
import { inert } from '../../../core/inert.js';

export const titleOf = (page: string, workspace: string | null, needs: number): string =>
  `${needs > 0 ? `(${needs}) ` : ''}${[page, workspace, 'Millrace']
    .filter(Boolean)
    .map((part) => inert(String(part)))
    .join(' · ')}`;

/** A wheel; with a number on amber where somebody is needed, red where all work stands. */
export function iconOf(needs: number, isDown: boolean): string {
  const colour = isDown ? '#c0281c' : needs > 0 ? '#b86e00' : '#2f6fd0';
  const told = needs > 0 ? String(Math.min(needs, 99)) : '';
  const inside =
    told === ''
      ? '<g stroke="#fff" stroke-width="3"><circle cx="16" cy="16" r="7" fill="none"/><path d="M16 4v24M4 16h24"/></g>'
      : `<text x="16" y="23" font-family="sans-serif" font-size="20" font-weight="700" text-anchor="middle" fill="#fff">${told}</text>`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><circle cx="16" cy="16" r="16" fill="${colour}"/>${inside}</svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

export function mark(title: string, icon: string): void {
  if (document.title !== title) document.title = title;
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link !== null && link.href !== icon) link.href = icon;
}
