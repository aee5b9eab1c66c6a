// Makes the SDK's messages cheaper to begin with. Of a message that is used for the first time protobufjs writes and compiles five functions, of which
// most are never called; and it copies what holds for a file to each of its ten thousand parts.
import { readFileSync } from 'node:fs';

const MADE =
  /(this\.(?:encode|decode|verify|fromObject|toObject) = )((?:encoder|decoder|verifier|converter\.\w+)\(this\)\(\{[^}]*\}\));/g;
const FUNCTIONS = 5;
const LATER = `function later(make) {
  var made = null;
  return function () { return (made || (made = make())).apply(this, arguments); };
}
`;

/** `(this.parent._features, protoFeatures)`, both into a fresh object. Nothing changes one that is there. */
const COPIED =
  /var parentFeaturesCopy = util\.merge\(\{\}, this\.parent\._features\);\s+this\._features = util\.merge\(parentFeaturesCopy, protoFeatures\);/;
const SHARED =
  'this._features = Object.keys(protoFeatures).length === 0 ? this.parent._features : util.merge(util.merge({}, this.parent._features), protoFeatures);';

/** Text of `type.js`; null = it is of another version, and stays as it is. */
function functionsLater(text) {
  if ((text.match(MADE) ?? []).length !== FUNCTIONS) return null;
  return text.replace(MADE, '$1later(() => $2);') + LATER;
}

const featuresShared = (text) => (COPIED.test(text) ? text.replace(COPIED, SHARED) : null);

const CHANGES = { 'type.js': functionsLater, 'object.js': featuresShared };

/** Throws at the end of the build when no copy of the package was as it is known here. */
export const messagesLater = {
  name: 'messages-later',
  setup(made) {
    const changed = new Set();
    made.onLoad({ filter: /\/protobufjs\/src\/(type|object)\.js$/ }, ({ path }) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      const contents = CHANGES[name](readFileSync(path, 'utf8'));
      if (contents === null) return undefined;
      changed.add(name);
      return { contents, loader: 'js' };
    });
    made.onEnd(() => {
      const unknown = Object.keys(CHANGES).filter((name) => !changed.has(name));
      if (unknown.length > 0)
        return { errors: [{ text: `protobufjs has changed: see scripts/messages-later.mjs (${unknown.join(', ')})` }] };
    });
  },
};
