// The version of the package, from where npm keeps it.
import { readFileSync } from 'node:fs';
import { packageRoot } from '../disk/package-root.js';

export function version(): string {
  const { version } = JSON.parse(readFileSync(`${packageRoot()}/package.json`, 'utf8')) as { version: string };
  return version;
}
