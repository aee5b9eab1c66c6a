// Makes the page of the dashboard: one script and one style sheet, whose names tell their content, and an index that names them.
// Nothing is written into the index itself: its policy lets no inline script and no inline style in.
import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const page = fileURLToPath(new URL('../web/page/', import.meta.url));

const index = (script, style) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="referrer" content="no-referrer" />
    <meta name="color-scheme" content="light dark" />
    <title>Millrace</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/assets/${style}" />
    <script type="module" src="/assets/${script}"></script>
  </head>
  <body>
    <div id="page"></div>
    <noscript>This page is drawn by its own script; without it, \`millrace status\` tells the same.</noscript>
  </body>
</html>
`;

/** `folder`: where index.html and assets/ come to lie. Answers what went into them, as esbuild tells it. */
export async function buildPage(folder) {
  const { metafile } = await build({
    entryPoints: { page: join(page, 'main.tsx'), look: join(page, 'look', 'page.css') },
    outdir: join(folder, 'assets'),
    entryNames: '[name]-[hash]',
    ...{ bundle: true, minify: true, format: 'esm', platform: 'browser', target: 'es2022', metafile: true },
    ...{ jsx: 'automatic', jsxImportSource: 'preact', legalComments: 'none', charset: 'utf8', logLevel: 'warning' },
    // What names a stage of the build, and nothing a browser has.
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const named = (ending) => basename(Object.keys(metafile.outputs).find((file) => file.endsWith(ending)));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'index.html'), index(named('.js'), named('.css')));
  return metafile;
}
