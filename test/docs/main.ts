// `npm run docs`: writes the pages of docs/ that are made from what ships.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../disk/package-root.js';
import { modesPage } from './modes-page.js';

writeFileSync(path.join(packageRoot(), 'docs', 'modes.md'), modesPage());
