// The files of the page, read once: what is asked for is looked up among them, and never becomes a path.
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';
import { packageRoot } from '../../disk/package-root.js';
import { FOR_EVER } from './headers.js';

export interface PageFile {
  body: Buffer;
  type: string;
  /** Its `Cache-Control`. */
  keep: string;
}

export interface PageFiles {
  /** The file of this path (`/assets/page-1A2B3C4D.js`), and the frame of the page for every address of a page; null where there is none. */
  of(path: string): PageFile | null;
}

const TYPES: ReadonlyMap<string, string> = new Map([
  ['.html', 'text/html; charset=utf-8'],
  ['.js', 'text/javascript; charset=utf-8'],
  ['.css', 'text/css; charset=utf-8'],
  ['.svg', 'image/svg+xml'],
  ['.png', 'image/png'],
  ['.ico', 'image/x-icon'],
  ['.json', 'application/json'],
  ['.woff2', 'font/woff2'],
  ['.webmanifest', 'application/manifest+json'],
]);

/** As `app-3f9a12bc.js`. */
const HASHED = /[-.][0-9A-Za-z_]{8,}\.[a-z0-9]+$/;

/** Where the build puts them. */
export const builtPage = (): string => join(packageRoot(), 'dist', 'web', 'page');

export function readPage(folder = builtPage()): PageFiles {
  const files = new Map(filesBelow(folder).map((file) => [pathOf(folder, file), pageFile(file)]));
  const frame = files.get('/index.html') ?? null;
  // An id in an address of the page may end as a file does: where it stands tells them apart.
  return { of: (path) => files.get(path) ?? (path === '/' || path.startsWith('/w/') ? frame : null) };
}

const pathOf = (folder: string, file: string): string => `/${relative(folder, file).split(sep).join('/')}`;

const pageFile = (file: string): PageFile => ({
  body: readFileSync(file),
  type: TYPES.get(extname(file)) ?? 'application/octet-stream',
  keep: HASHED.test(file) ? FOR_EVER : 'no-cache',
});

/** None where the page was not built. */
function filesBelow(folder: string): string[] {
  try {
    const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
    return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : []));
  } catch {
    return [];
  }
}
