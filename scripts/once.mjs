// Modules of Node that nearly every module needs: each is asked for once, and what is imported of it is taken out of it once, by name. To ask for
// it in each module, and to copy it for whoever imports it whole, costs a command that looks as much as a part of its work.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const ONCE = ['node:fs', 'node:path', 'node:url'];

/** `modules`: the names of those that are bundled, relative to `dist`. */
export const once = (dist, modules) => ({
  name: 'once',
  setup: (made) => {
    made.onResolve({ filter: /^node:/ }, ({ path, kind }) =>
      ONCE.includes(path) && kind === 'import-statement' ? { path, namespace: 'once' } : undefined,
    );
    made.onLoad({ filter: /./, namespace: 'once' }, ({ path }) => ({
      contents: taken(path, importedFrom(dist, modules, path)),
      loader: 'js',
    }));
  },
});

const taken = (path, names) =>
  `const all = require('${path}');\nexport default all;\nexport const { ${names.join(', ')} } = all;`;

/** By name, or by a name of the whole: as the compiler writes imports. */
function importedFrom(dist, modules, path) {
  const texts = modules.map((name) => readFileSync(join(dist, name), 'utf8'));
  const names = texts.flatMap((text) => [...listedIn(text, path), ...usedOfWhole(text, path)]);
  return [...new Set(names)].sort();
}

const listedIn = (text, path) =>
  [...text.matchAll(new RegExp(String.raw`^import [^;]*?\{([^}]*)\} from '${path}';`, 'gm'))]
    .flatMap(([, inside]) => inside.split(','))
    .map((one) => one.trim().split(' as ')[0])
    .filter((one) => one !== '');

const usedOfWhole = (text, path) =>
  [...text.matchAll(new RegExp(String.raw`^import \* as (\w+) from '${path}';`, 'gm'))].flatMap(([, whole]) =>
    [...text.matchAll(new RegExp(String.raw`\b${whole}\.(\w+)`, 'g'))].map(([, name]) => name),
  );
