// Makes the SDK's messages cheaper to begin with. Of a message that is used for the first time protobufjs writes and compiles five functions, of which
// most are never called; and it copies what holds for a file to each of its ten thousand parts. What a worker called when the build ran it is there as
// it was written (`messages-written.mjs`).
import { readFileSync } from 'node:fs';

const MADE =
  /(this\.(encode|decode|verify|fromObject|toObject) = )((?:encoder|decoder|verifier|converter\.\w+)\(this\))\((\{[^}]*\})\);/g;
const FUNCTIONS = 5;
/** `scope`: what the function uses, by name, in the order in which it is written with it. Of another list than Temporal's a name would say nothing. */
const LATER = `function later(type, kind, write, scope) {
  var made = null;
  return function () { return (made || (made = make(type, kind, write, scope))).apply(this, arguments); };
}
function make(type, kind, write, scope) {
  var known = type.root._isTemporal ? globalThis[Symbol.for("millrace.messages")] : undefined;
  if (known === undefined) return write()(scope);
  var name = type.fullName + " " + kind;
  if (has(known.functions, name)) return known.functions[name].apply(null, Object.values(scope));
  var text = write();
  if (known.noted) known.noted.set(name, { scope: Object.keys(scope), text: String(text) });
  return text(scope);
}
`;

/** `(this.parent._features, protoFeatures)`, both into a fresh object. Nothing changes one that is there. */
const COPIED =
  /var parentFeaturesCopy = util\.merge\(\{\}, this\.parent\._features\);\s+this\._features = util\.merge\(parentFeaturesCopy, protoFeatures\);/;
const SHARED =
  'this._features = Object.keys(protoFeatures).length === 0 ? this.parent._features : util.merge(util.merge({}, this.parent._features), protoFeatures);';

/** Texts of the package as they are known, and what stands there instead. */
const ADDED =
  /var names = Object\.keys\(json\.fields\),\s+i = 0;\s+(for \(; i < names\.length; \+\+i\)\s+type\.add\([\s\S]*?\);\s+if \(json\.oneofs\)[\s\S]*?)(?=if \(json\.nested\))/;
const FEATURES =
  /(this\.oneofsArray\.forEach\(oneof => \{\s+oneof\._resolveFeatures\(edition\);\s+\}\);\s+this\.fieldsArray\.forEach\(field => \{\s+field\._resolveFeatures\(edition\);\s+\}\);)(\s+return this;)/;
const GET =
  /if \(Object\.prototype\.hasOwnProperty\.call\(this\.fields, name\)\)\s+return this\.fields\[name\];\s+if \(this\.oneofs && Object\.prototype\.hasOwnProperty\.call\(this\.oneofs, name\)\)\s+return this\.oneofs\[name\];/;

/** To make the fields empties this. */
const BY_ID = /this\._fieldsById = \{\};/;

/** Fields of a type, and what it has of several of them, are made when somebody asks for them. Their features are those that it was given before. */
const parts = (added) => `Type.prototype._later = null;
Type.prototype._laterEdition = null;
Object.defineProperties(Type.prototype, {
  fields: { get: function () { return made(this)._fields; }, set: function (fields) { this._fields = fields; } },
  oneofs: { get: function () { return made(this)._oneofs; }, set: function (oneofs) { this._oneofs = oneofs; } }
});
function has(object, name) { return object !== undefined && Object.prototype.hasOwnProperty.call(object, name); }
function read(json) {
  if (typeof json.fields !== "string") return json;
  return Object.assign({}, json, { fields: JSON.parse(json.fields) });
}
function mayHave(json, name) {
  if (has(json.oneofs, name)) return true;
  return typeof json.fields === "string" ? json.fields.includes(JSON.stringify(name) + ":") : has(json.fields, name);
}
function made(type) {
  if (type._later === null) return type;
  var json = read(type._later), names = Object.keys(json.fields), i = 0, edition = type._laterEdition;
  type._later = null;
  ${added}
  if (edition === null) return type;
  type.oneofsArray.forEach(function (oneof) { oneof._resolveFeatures(edition); });
  type.fieldsArray.forEach(function (field) { field._resolveFeatures(edition); });
  return type;
}
`;

/** Text of `type.js`; null = it is of another version, and stays as it is. */
function typesLater(text) {
  const [, added] = ADDED.exec(text) ?? [];
  const isKnown = added !== undefined && [FEATURES, GET, BY_ID].every((known) => known.test(text));
  if (!isKnown || (text.match(MADE) ?? []).length !== FUNCTIONS) return null;
  const changed = text
    .replace(ADDED, 'type._later = json; var names, i; ')
    .replace(FEATURES, 'if (this._later !== null) this._laterEdition = edition; else { $1 }$2')
    .replace(BY_ID, (found) => `var fields = this.fields; ${found}`)
    .replace(GET, (found) => `if (this._later === null || mayHave(this._later, name)) { ${found} }`)
    .replace(MADE, '$1later(this, "$2", () => $3, $4);');
  return changed + LATER + parts(added);
}

const CALLED =
  /method = this\._methodsArray\[i\]\)\.resolve\(\)\.name([\s\S]*?)method, requestType, responseType, request, callback([\s\S]*?)\}\)\(method, method\.resolvedRequestType\.ctor, method\.resolvedResponseType\.ctor\);/;

/** Text of `service.js`: what a method is asked with and answers is looked up when it is called. */
const methodsLater = (text) =>
  CALLED.test(text)
    ? text.replace(
        CALLED,
        'method = this._methodsArray[i]).name$1method, method.resolve().resolvedRequestType.ctor, method.resolvedResponseType.ctor, request, callback$2})(method);',
      )
    : null;

const featuresShared = (text) => (COPIED.test(text) ? text.replace(COPIED, SHARED) : null);

const DEFERRED = /if \(tryHandleExtension\(this, this\.deferred\[i\]\)\)/;
const EXTENDED = 'this.deferred[i].extend.split(".").pop() === object.name';

/** Text of `root.js`: what extends a type that is not there yet is tried when one of its name comes, and not with each. */
const extendedByName = (text) =>
  DEFERRED.test(text) ? text.replace(DEFERRED, `if (${EXTENDED} && tryHandleExtension(this, this.deferred[i]))`) : null;

/** The list of all messages: the fields of each as a text, which is read with it. */
function fieldsAsText(text) {
  const [, before, list, after] = /^([\s\S]*?\.addJSON\()(\{[\s\S]*\})(\);[\s\S]*)$/.exec(text) ?? [];
  if (list === undefined) return null;
  const asText = (name, one) => (name === 'fields' && isParts(one) ? JSON.stringify(one) : one);
  const isTemporal = "\nObject.defineProperty($root, '_isTemporal', { value: true });\n";
  return `${before}${JSON.stringify(JSON.parse(list), asText)}${after.replace(';', `;${isTemporal}`)}`;
}

/** A message may have a field of the name `fields`. */
const isParts = (one) => Object.values(one).every((part) => typeof part === 'object' && part.id !== undefined);

/** Throws at the end of the build when no copy of a file was as it is known here. `changes`: of its text, by the names of files. */
const changed = (name, filter, changes) => ({
  name,
  setup(made) {
    const known = new Set();
    made.onLoad({ filter }, ({ path }) => {
      const file = path.slice(path.lastIndexOf('/') + 1);
      const contents = changes[file](readFileSync(path, 'utf8'));
      if (contents === null) return undefined;
      known.add(file);
      return { contents, loader: 'js' };
    });
    made.onEnd(() => {
      const unknown = Object.keys(changes).filter((file) => !known.has(file));
      if (unknown.length > 0)
        return { errors: [{ text: `protobufjs has changed: see scripts/messages-later.mjs (${unknown.join(', ')})` }] };
    });
  },
});

export const messagesLater = changed('messages-later', /\/protobufjs\/src\/(type|service|object|root)\.js$/, {
  'type.js': typesLater,
  'service.js': methodsLater,
  'object.js': featuresShared,
  'root.js': extendedByName,
});

export const listLater = changed('list-later', /\/@temporalio\/proto\/protos\/json-module\.js$/, {
  'json-module.js': fieldsAsText,
});
