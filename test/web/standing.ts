// Pages of the standing dashboard for one test: each is watched to its end.
import { inject, onTestFinished } from 'vitest';
import { type Wanted, type Watched, watchedPage } from '../support/chromium.js';

export const web = () => inject('web');

/** Let in already, at this path of the dashboard; everything it complains of fails the test. */
export async function openAt(where: string, wanted: Partial<Wanted> = {}): Promise<Watched> {
  const { chromium, origin, cookie } = web();
  const watched = await watchedPage(chromium, { origin, ...wanted });
  onTestFinished(watched.close);
  const [name = '', value = ''] = cookie.split('=');
  await watched.page.context().addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Strict' }]);
  await watched.page.goto(`${origin}${where}`);
  return watched;
}
