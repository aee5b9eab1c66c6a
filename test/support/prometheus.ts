// A strict reader of the text format of Prometheus: what it takes, every scraper takes. It shares no code with what writes the text.
export interface ReadSample {
  name: string;
  labels: Record<string, string>;
  value: number;
}

export interface ReadText {
  types: Map<string, string>;
  samples: ReadSample[];
  /** Sum of the samples of this name that have all these labels; 0 = there is none. */
  sum(name: string, labels?: Record<string, string>): number;
}

const NAME = '[a-zA-Z_:][a-zA-Z0-9_:]*';
const LABEL = '[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"';
const SAMPLE = new RegExp(`^(${NAME})(?:\\{(${LABEL}(?:,${LABEL})*)\\})? (-?[0-9.]+(?:e[+-]?[0-9]+)?|NaN|[+-]Inf)$`);
const COMMENT = new RegExp(`^# (HELP|TYPE) (${NAME}) (.*)$`);
const PAIR = new RegExp('([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\\]|\\\\.)*)"', 'g');
const PARTS = /_(?:bucket|sum|count)$/;

/** Throws on the first line that is not well formed, stands in the wrong place, or comes twice. */
export function readPrometheus(text: string): ReadText {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const types = new Map<string, string>();
  const helps = new Set<string>();
  const seen = new Set<string>();
  const samples: ReadSample[] = [];
  let family = '';
  const begun = new Set<string>();
  for (const line of text.slice(0, -1).split('\n')) {
    const comment = COMMENT.exec(line);
    if (comment !== null) {
      const [, what, name = '', rest = ''] = comment;
      const known = what === 'HELP' ? helps : types;
      if (known.has(name)) throw new Error(`a second ${String(what)}: ${line}`);
      if (what === 'HELP') helps.add(name);
      else types.set(name, rest);
      if (what === 'TYPE' && !/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw new Error(line);
      if (name !== family && begun.has(name)) throw new Error(`a family in two places: ${line}`);
      family = name;
      begun.add(name);
      continue;
    }
    const found = SAMPLE.exec(line);
    if (found === null) throw new Error(`no sample: ${JSON.stringify(line)}`);
    const [, name = '', labels = '', value = ''] = found;
    const owner = types.get(family) === 'histogram' ? name.replace(PARTS, '') : name;
    if (owner !== family || !types.has(family)) throw new Error(`not of its family: ${line}`);
    if (seen.has(`${name}{${labels}}`)) throw new Error(`twice: ${line}`);
    seen.add(`${name}{${labels}}`);
    samples.push({ name, labels: labelsIn(labels), value: Number(value.replace('Inf', 'Infinity')) });
  }
  const sum = (name: string, labels: Record<string, string> = {}): number =>
    samples
      .filter((one) => one.name === name)
      .filter((one) => Object.entries(labels).every(([key, wanted]) => one.labels[key] === wanted))
      .reduce((all, { value }) => all + value, 0);
  return { types, samples, sum };
}

function labelsIn(text: string): Record<string, string> {
  const pairs = [...text.matchAll(PAIR)].map(([, name = '', value = '']) => [
    name,
    value.replace(/\\(.)/g, (_all, one: string) => (one === 'n' ? '\n' : one)),
  ]);
  const labels = Object.fromEntries(pairs) as Record<string, string>;
  if (Object.keys(labels).length !== pairs.length) throw new Error(`a label twice: ${text}`);
  return labels;
}
