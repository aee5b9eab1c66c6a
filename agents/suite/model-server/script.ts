// What a test tells the model server to answer: a list of steps, one per model request, or by route.

/** Token counts of one answer. `input` includes `cached`, as OpenAI counts them. */
export interface StepUsage {
  input: number;
  cached: number;
  output: number;
  reasoning: number;
}

/** A tool call the model makes. */
export interface ToolCall {
  name: string;
  arguments: Record<string, unknown>;
}

/** One answer of the model. A step with `status`, `drop` or `hang: 'headers'` gives no answer at all. */
export interface Step {
  /** Text of the answer; beside a tool call it is the text said with it. */
  reply?: string;
  /** A call of a tool exactly as it is here. */
  tool?: ToolCall;
  /** A shell command, shaped for whichever shell tool the client offers. */
  shell?: string;
  /** Further arguments of that tool, e.g. those by which Codex's asks to leave its sandbox. */
  with?: Record<string, unknown>;
  usage?: Partial<StepUsage>;
  /** Truncated answer, with the reason the provider gives. */
  incomplete?: string;
  /** HTTP status of an error; served `times` times (default 1) before the next step. */
  status?: number;
  times?: number;
  message?: string;
  /** Replaces the whole error body. */
  body?: unknown;
  /** More headers of the response, such as `retry-after`. */
  headers?: Readonly<Record<string, string>>;
  /** HTTP 200 with a page in place of an answer. */
  page?: string;
  /** HTTP 200, then a failure inside the stream. */
  failed?: { code: string; message: string };
  /** `headers`: never answers; `mid`: stops after three events and keeps the connection open. */
  hang?: 'headers' | 'mid';
  /** The answer comes in pieces of so many bytes, wherever a character or an event ends. */
  split?: number;
  /** Accepts the request, then closes the connection. */
  drop?: boolean;
  /** `start`: a clean end before the first event; `mid`: the connection breaks after three; `end`: a clean end without the terminal one. */
  cut?: 'start' | 'mid' | 'end';
}

/** The HTTP status by which a client hears the same that asks for no stream. */
export const statusOf = ({ code }: NonNullable<Step['failed']>): number => STATUSES.get(code) ?? 500;

const STATUSES: ReadonlyMap<string, number> = new Map([
  ['rate_limit_exceeded', 429],
  ['context_length_exceeded', 400],
  ['overloaded_error', 529],
]);

/** `turn`: the step is the number of tool results since the last user message, so a repeated stage sees it again. */
export type StepOrder = 'sequence' | 'turn';

/** A step, or what makes one of the text of all user messages. */
export type ReadStep = Step | ((userText: string) => Step);

export interface Route {
  /** Tried against the text of all user messages; the first match wins over the script's own steps. */
  match: RegExp;
  steps: ReadStep[];
  order?: StepOrder;
}

export interface Script {
  steps?: Step[];
  order?: StepOrder;
  routes?: Route[];
}

const EXHAUSTED: Step = { reply: 'model server: the script is used up' };

/** Gives the next step of a script for a request. Holds the position, so one per session. */
export function scriptPlayer(script: Script): (userText: string, toolResults: number) => Step {
  const main: Route = { match: /(?:)/, steps: script.steps ?? [], order: script.order ?? 'sequence' };
  const tracks = [...(script.routes ?? []), main].map((route) => ({ route, next: sequence(route.steps) }));
  return (userText, toolResults) => {
    const track = tracks.find(({ route }) => route.match.test(userText));
    if (track === undefined) return EXHAUSTED;
    const { steps, order } = track.route;
    const step = order === 'turn' ? (steps[toolResults] ?? steps.at(-1) ?? EXHAUSTED) : track.next();
    return typeof step === 'function' ? step(userText) : step;
  };
}

function sequence(steps: ReadStep[]): () => ReadStep {
  const times = (step: ReadStep): number => (typeof step === 'function' ? 1 : (step.times ?? 1));
  const flat = steps.flatMap((step) => Array.from({ length: times(step) }, () => step));
  let position = 0;
  return () => flat[position++] ?? EXHAUSTED;
}
