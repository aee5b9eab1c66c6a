// In a real browser: who holds the address is let in, and no other page gets anything, whatever it tries.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeAll, expect, it, onTestFinished } from 'vitest';
import { untilIn, watchedPage } from '../support/chromium.js';
import { openAt, web } from './standing.js';

it('lets in who opens the printed address, and the token is in no address and no script from then on', async () => {
  const { chromium, url, origin } = web();
  const { page, close } = await watchedPage(chromium, { origin });
  onTestFinished(close);
  await page.goto(url);
  await untilIn(page, `document.querySelector('main')?.textContent.includes('shop')`);
  const token = new URL(url).search + new URL(url).pathname.slice(1);
  expect(token.length).toBeGreaterThan(32);
  expect(page.url()).toBe(`${origin}/`);
  expect(await page.evaluate('document.cookie')).toBe('');
  const [cookie] = await page.context().cookies();
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
});

it.each(['/', '/w/shop', '/api/fleet', '/?token=wrong'])('shows nothing at %s to who has none', async (where) => {
  const { chromium, origin } = web();
  const { page, close } = await watchedPage(chromium, { origin, but: /40[13]/ });
  onTestFinished(close);
  const answer = await page.goto(`${origin}${where}`);
  expect([401, 403]).toContain(answer?.status());
  expect(await page.evaluate('document.body.textContent')).toMatch(/millrace serve/);
  expect(await page.evaluate('document.body.textContent')).not.toContain('shop');
});

/** Each puts what it got into `got`. */
const TRIES = (origin: string, path: string): string => `(async () => {
  const got = {};
  const held = (name, work) => Promise.race([work(), new Promise((done) => setTimeout(done, 3000, 'nothing'))])
    .then((value) => (got[name] = value), () => (got[name] = 'nothing'));
  const element = (tag, more) => () => new Promise((resolve) => {
    const one = Object.assign(document.createElement(tag), more);
    one.onload = () => resolve(tag === 'iframe' ? 'nothing' : 'loaded');
    one.onerror = () => resolve('nothing');
    document.body.append(one);
  });
  await Promise.all([
    held('fetch', () => fetch('${origin}${path}', { credentials: 'include' }).then((a) => a.text())),
    held('opaque', () => fetch('${origin}${path}', { credentials: 'include', mode: 'no-cors' }).then((a) => a.text()).then((t) => t || 'nothing')),
    held('post', () => fetch('${origin}${path}', { method: 'POST', credentials: 'include' }).then((a) => a.text())),
    held('script', element('script', { src: '${origin}${path}' })),
    held('image', element('img', { src: '${origin}${path}' })),
    held('frame', async () => { await element('iframe', { src: '${origin}/' })(); try { return frames[0].document.body.textContent || 'nothing'; } catch { return 'nothing'; } }),
    held('stream', () => new Promise((resolve) => { const s = new EventSource('${origin}/api/fleet/stream', { withCredentials: true }); s.addEventListener('fleet', (e) => resolve(e.data)); s.onerror = () => { s.close(); resolve('nothing'); }; })),
    held('window', async () => { const w = open('${origin}/'); await new Promise((d) => setTimeout(d, 500)); try { return w?.document.body.textContent || 'nothing'; } catch { return 'nothing'; } }),
  ]);
  return got;
})()`;

let foreign: Server;
/** Paths that it was asked for. */
const asked: string[] = [];
beforeAll(async () => {
  foreign = createServer((request, answer) => {
    asked.push(request.url ?? '');
    answer.setHeader('content-type', 'text/html').end('<body>foreign</body>');
  });
  await new Promise<void>((done) => foreign.listen(0, '127.0.0.1', done));
  return () => void foreign.close();
});

/** The first is of the same site, so that cookies travel; the other of another one. */
it.each(['127.0.0.1', 'localhost'])(
  'gives nothing to another page of %s, although the browser holds the cookie',
  async (name) => {
    const { page } = await openAt('/', { but: /./ });
    const there = `http://${name}:${(foreign.address() as AddressInfo).port}`;
    await page.goto(there);
    const got = await page.evaluate(TRIES(web().origin, '/api/fleet'));
    const nothing = ['fetch', 'opaque', 'post', 'script', 'image', 'frame', 'stream', 'window'].map((one) => [
      one,
      'nothing',
    ]);
    expect(got).toEqual(Object.fromEntries(nothing));
  },
);

it('answers nobody by another name, so that a name that is led to this machine leads to nothing', async () => {
  const { chromium, origin } = web();
  const port = new URL(origin).port;
  const rebound = `http://rebound.test:${port}`;
  const { page, close } = await watchedPage(chromium, { origin: rebound, but: /403|Cross-Origin-Opener-Policy/ });
  onTestFinished(close);
  const answer = await page.goto(`${rebound}/api/fleet`);
  expect(answer?.status()).toBe(403);
  expect(await page.evaluate('document.body.textContent')).not.toContain('shop');
});

it('runs no script that is not a file of its own, and loads nothing from elsewhere', async () => {
  const there = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`;
  const { page } = await openAt('/', { but: /refused by the policy|Content Security Policy|violates|\/seen/ });
  await page.evaluate(`(() => {
    const add = (tag, more) => document.body.append(Object.assign(document.createElement(tag), more));
    add('script', { textContent: 'window.ran = 1' });
    add('script', { src: 'data:text/javascript,window.ran=1' });
    add('img', { src: '${there}/seen.png' });
    add('link', { rel: 'stylesheet', href: '${there}/seen.css' });
    add('iframe', { srcdoc: '<script>parent.ran = 1</script>' });
    document.body.insertAdjacentHTML('beforeend', '<a id="out" onclick="window.ran = 1">x</a>');
    document.getElementById('out').click();
    return fetch('${there}/seen').catch(() => undefined);
  })()`);
  await page.evaluate(`new Promise((done) => setTimeout(done, 300))`);
  expect(await page.evaluate('window.ran')).toBeUndefined();
  expect(asked.filter((path) => path.includes('seen'))).toEqual([]);
});
