// `npm run counts`: figures of the engine and of the names in all rooms, made from the sources alone. Argument: the root of another
// checkout, to compare.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const ENGINE = 'core/engine';
const SOURCES = ['core', 'disk', 'workflows', 'agents', 'activities', 'worker', 'read', 'cli'];
const ROOMS = [`${ENGINE}/workspace`, `${ENGINE}/lineage`];
/** A function with more takes what belongs together one by one. */
const PARAMETERS = 4;

const root = process.argv[2] ?? fileURLToPath(new URL('..', import.meta.url));

const filesOf = (folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((name) => name.endsWith('.ts'))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(root, name), 'utf8'), isTest: name.endsWith('.test.ts') }));

const parsed = (some) =>
  some
    .filter(({ isTest }) => !isTest)
    .map((file) => ({ ...file, tree: ts.createSourceFile(file.name, file.text, ts.ScriptTarget.Latest, true) }));

const files = filesOf(ENGINE);
const own = parsed(files);

/** Every node of a tree, itself included. */
const nodesOf = (node) => [node, ...node.getChildren().flatMap(nodesOf)];

const nameOf = (node) => (node.name ?? node.parent.name)?.getText() ?? 'without a name';

/** A type of a function is none. */
const isFunction = (node) => ts.isFunctionLike(node) && 'body' in node;

const longOnes = own.flatMap(({ name, tree }) =>
  nodesOf(tree)
    .filter((node) => isFunction(node) && node.parameters.length > PARAMETERS)
    .map((node) => `${name}: ${nameOf(node)} (${node.parameters.length})`),
);

const roomOf = (name) => ROOMS.find((room) => name.startsWith(`${room}/`));

/** Types count: who knows a type knows the room. */
const importsOf = ({ name, tree }) =>
  nodesOf(tree)
    .map((node) => node.moduleSpecifier ?? node.argument?.literal)
    .filter((module) => module?.text?.startsWith('.'))
    .map((module) => relative(root, join(root, name, '..', module.text)));

const crossing = own.flatMap((file) => {
  const from = roomOf(file.name);
  const others = importsOf(file).filter((to) => from && roomOf(to) && roomOf(to) !== from);
  return others.map((to) => `${file.name}: ${to}`);
});

/** Names that a file declares and exports; what it passes on of another file is that one's. */
const exportsOf = ({ tree }) =>
  tree.statements
    .filter(
      (node) =>
        ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword),
    )
    .flatMap((node) => (ts.isVariableStatement(node) ? node.declarationList.declarations : [node]))
    .flatMap(({ name }) => (name && ts.isIdentifier(name) ? [name.text] : []));

const homes = new Map();
for (const file of parsed(SOURCES.flatMap(filesOf)))
  for (const name of new Set(exportsOf(file))) homes.set(name, [...(homes.get(name) ?? []), file.name]);

const shared = [...homes]
  .filter(([, some]) => some.length > 1)
  .sort()
  .map(([name, some]) => `${name}: ${some.join(', ')}`);

const linesOf = (some) => some.reduce((sum, { text }) => sum + text.split('\n').length - 1, 0);

const say = (figure, what, names = []) =>
  console.log([`${String(figure).padStart(6)}  ${what}`, ...names.map((name) => `        ${name}`)].join('\n'));

say(longOnes.length, `functions of ${ENGINE} with more than ${PARAMETERS} parameters`, longOnes);
say(crossing.length, `imports between ${ROOMS.join(' and ')}`, crossing);
say(linesOf(own), `lines of ${ENGINE} in ${own.length} files, without tests`);
say(linesOf(files) - linesOf(own), 'lines of the tests beside them');
say(shared.length, 'names that more than one file of ours exports as its own', shared);
