import { expect, it } from 'vitest';
import { openAt, web } from './standing.js';
it('shows', async () => {
  const { page, troubles } = await openAt('/');
  await new Promise((r) => setTimeout(r, 3000));
  console.log(await page.evaluate('document.body.innerText'), troubles, web().keys);
  await page.goto(`${web().origin}/w/${web().keys['shop']}`);
  await new Promise((r) => setTimeout(r, 3000));
  console.log(await page.evaluate('document.body.innerText'), troubles);
  await page.screenshot({ path: '/tmp/chrome-1.png' });
});
