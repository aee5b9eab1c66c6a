// Which pictures of the dashboard are kept: each says a page, a width and a look. They lie in `docs/pictures/`.
import { requestOf, runOf } from '../../bench/web/played.js';

export interface Shot {
  name: string;
  /** Path behind the workspace's. */
  page: keyof typeof PAGES;
  width: number;
  height: number;
  look: 'light' | 'dark';
}

const RUN = runOf('T-207');

/** `null`: the page of all workspaces. */
export const PAGES = {
  fleet: null,
  overview: '',
  flow: '/flow',
  run: `/runs/${RUN}/${requestOf(RUN, 3)}/diff`,
  timeline: '/timeline',
} as const;

const shot = (page: Shot['page'], width: number, look: Shot['look']): Shot => ({
  ...{ name: `${page}-${width}-${look}`, page, width, look },
  height: width < 600 ? 844 : 900,
});

export const SHOTS: readonly Shot[] = [
  ...[shot('fleet', 1440, 'light'), shot('fleet', 390, 'dark')],
  ...[shot('overview', 1440, 'light'), shot('overview', 1440, 'dark'), shot('overview', 1024, 'light')],
  ...[shot('overview', 390, 'light'), shot('flow', 1440, 'dark'), shot('flow', 1024, 'light')],
  ...[
    shot('run', 1440, 'light'),
    shot('run', 390, 'dark'),
    shot('timeline', 1440, 'light'),
    shot('timeline', 1024, 'dark'),
  ],
];
