// Each module of the first part in a scope of its own. The bundler makes all functions and all names of all modules in one scope, when the file
// begins; here a module makes what is its own when it is first asked for, so that of the others nothing is made, and nothing kept of their code.
import ts from 'typescript';

const { SyntaxKind } = ts;
/** What a module is once it has begun. */
const NOTHING = '__begun';

/** `text`: of the bundle as esbuild writes it, not minified but for its spaces. */
export function ownScopes(text) {
  const file = ts.createSourceFile('program.js', text, ts.ScriptTarget.Latest, true, ts.ScriptKind.JS);
  const modules = modulesOf(file.statements);
  if (modules.length === 0) throw new Error('esbuild writes modules otherwise than scripts/own-scope.mjs knows');
  const shared = sharedNames(file, modules);
  return `var ${NOTHING}=()=>{};${edited(
    text,
    modules.flatMap((one) => editsOf(one, shared)),
  )}`;
}

/** A module is what it gives as a whole, its functions, the names of its values, and what begins it, in this order. */
function modulesOf(statements) {
  const modules = [];
  let parts = [];
  for (const one of statements) {
    const begun = begunBy(one);
    if (begun !== undefined) modules.push({ ...begun, parts });
    if (begun === undefined && isPart(one)) parts.push(one);
    else parts = [];
  }
  return modules;
}

const isPart = (one) =>
  ts.isFunctionDeclaration(one) || isListOfNames(one) || wholeOf(one) !== undefined || callOf(one) === '__export';

const declared = (one) => (ts.isVariableStatement(one) ? one.declarationList.declarations : []);
const isListOfNames = (one) => declared(one).length > 0 && declared(one).every(({ initializer }) => !initializer);

const callOf = (one) =>
  ts.isExpressionStatement(one) && ts.isCallExpression(one.expression) ? one.expression.expression.getText() : '';

/** Of `var x_exports = {}`, which is filled in the next statement. */
function wholeOf(one) {
  const [variable, more] = declared(one);
  return more === undefined && variable?.initializer?.getText() === '{}' ? variable : undefined;
}

/** Of `var init_x = __esm({ "x"() { … } })`; undefined = it is something else. */
function begunBy(one) {
  const [variable, more] = declared(one);
  const call = variable?.initializer;
  if (more !== undefined || !call || !ts.isCallExpression(call) || call.expression.getText() !== '__esm')
    return undefined;
  return { whole: one, init: variable.name.text, call, body: call.arguments[0].properties[0].body };
}

/** Names that more than one module uses, or what stands outside of all. */
function sharedNames(file, modules) {
  const owners = new Map();
  const seen = new Map();
  for (const one of modules) for (const part of [...one.parts, one.whole]) owners.set(part, one);
  for (const statement of file.statements) {
    const owner = owners.get(statement) ?? null;
    const note = (node) => {
      if (ts.isIdentifier(node) && !isProperty(node)) {
        if (!seen.has(node.text)) seen.set(node.text, owner);
        else if (seen.get(node.text) !== owner) seen.set(node.text, null);
      }
      ts.forEachChild(node, note);
    };
    note(statement);
  }
  return (name) => seen.get(name) === null;
}

const isProperty = (node) =>
  (ts.isPropertyAccessExpression(node.parent) && node.parent.name === node) ||
  (node.parent.kind === SyntaxKind.PropertyAssignment && node.parent.name === node);

/** Parts of the text, and what stands there instead. */
function editsOf({ whole, init, call, body, parts }, isShared) {
  const all = parts
    .flatMap((one) => (ts.isFunctionDeclaration(one) ? [one] : declared(one)))
    .map(({ name }) => name.text);
  const [out, own] = [all.filter(isShared), all.filter((name) => !isShared(name))];
  const [first] = body.statements;
  const isStrict = first !== undefined && ts.isExpressionStatement(first) && ts.isStringLiteral(first.expression);
  const start = isStrict ? first.end : body.getStart() + 1;
  const begin = [`${init}=${NOTHING};`, listed(own), ...parts.map(made)].join('');
  return [
    ...parts.map((one) => [one.getStart(), one.end, '']),
    [whole.getStart(), whole.getStart(), listed(out)],
    [call.getStart(), body.getStart(), '()=>'],
    [start, start, isStrict ? `;${begin}` : begin],
    [body.end, call.end, ''],
  ];
}

const listed = (names) => (names.length === 0 ? '' : `var ${names.join(',')};`);

/** Before what the module imports begins, as functions are. */
function made(one) {
  if (ts.isFunctionDeclaration(one)) return assigned(one);
  return isListOfNames(one) ? '' : one.getText().replace(/^var /, '');
}

/** Its name is that which it is given to. */
function assigned(one) {
  const text = one.getText();
  const [at, end] = [one.name.getStart() - one.getStart(), one.name.end - one.getStart()];
  return `${one.name.text}=${text.slice(0, at).trimEnd()}${text.slice(end)};`;
}

function edited(text, edits) {
  let [made, at] = ['', 0];
  for (const [from, to, instead] of [...edits].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    made += text.slice(at, from) + instead;
    at = Math.max(at, to);
  }
  return made + text.slice(at);
}
