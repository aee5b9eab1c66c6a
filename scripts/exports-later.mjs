// What the modules of the first part give to the rest is put together when the rest asks for it: at its start the bundle would make an object with
// a getter for each of a thousand names, of which a command that looks takes a handful.

/** As esbuild writes the object of a module; a line may end between two signs. */
const MADE = /var\s(\w+)=\{\};\s?__export\(\s?\1,\s?\{([^{}]*)\}\);/g;
const GETTER = /([\w$]+):\(\)=>\s?([\w$]+)/g;

const escaped = (name) => name.replaceAll('$', String.raw`\$`);
const usesOf = (text, name) => text.match(new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`, 'g'))?.length ?? 0;

/** `text`: of the bundle, whose modules are asked for by name, each once. An object that is used elsewhere too stays as it is. */
export function exportsLater(text) {
  const places = new Map();
  const without = text.replace(MADE, (whole, name, getters) => {
    const asked = `__toCommonJS(${name})`;
    if (usesOf(text, name) !== 3 || !text.includes(asked)) return whole;
    places.set(asked, gettersOf(getters));
    return '';
  });
  if (places.size === 0)
    throw new Error('esbuild writes the exports of a module otherwise than scripts/exports-later.mjs knows');
  return without.replace(/__toCommonJS\(\w+\)/g, (asked) => places.get(asked) ?? asked);
}

function gettersOf(listed) {
  const found = [...listed.matchAll(GETTER)].map(([, name, value]) => `get ${name}(){return ${value}}`);
  if (found.length !== listed.split('=>').length - 1)
    throw new Error(`esbuild writes exports in a way that we do not know: ${listed}`);
  return `{${found.join(',')}}`;
}
