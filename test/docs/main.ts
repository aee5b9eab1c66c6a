// `npm run docs`: writes the pages of docs/ that are made from what ships.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from '../../disk/package-root.js';
import { metricsPage } from './metrics-page.js';
import { modesPage } from './modes-page.js';
import { referencePage } from './reference-page.js';
import { withTools } from './tools-table.js';

const page = (name: string): string => path.join(packageRoot(), 'docs', name);

writeFileSync(page('metrics.md'), await metricsPage());
writeFileSync(page('modes.md'), modesPage());
writeFileSync(page('reference.md'), await referencePage());
writeFileSync(page('mcp.md'), await withTools(readFileSync(page('mcp.md'), 'utf8')));
