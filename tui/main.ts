// The way in: what libraries of the screen read from the environment is set before they are loaded, and restored for nobody, since
// commands that the screen calls get the environment that it was called with.
import type { Sitting } from './shell/sitting.js';

/** As `sit` of `shell/sitting.ts`. */
export async function openScreen(sitting: Omit<Sitting, 'env'>): Promise<void> {
  const env = { ...process.env };
  // Otherwise React keeps a record of every drawing, without an end.
  process.env['NODE_ENV'] = 'production';
  // Which colours are used is decided by us.
  process.env['FORCE_COLOR'] = '1';
  for (const name of ['CI', 'DEV', 'INK_SCREEN_READER', 'NO_COLOR']) delete process.env[name];
  const { sit } = await import('./shell/sitting.js');
  return sit({ ...sitting, env });
}
