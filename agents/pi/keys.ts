// In which variables Pi finds the key of a provider. Pi hands its whole environment to the commands of the model, so it
// gets no more of them than it needs.
import { own } from '../../core/own.js';

const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  anthropic: ['ANTHROPIC_OAUTH_TOKEN', 'ANTHROPIC_API_KEY'],
  openai: ['OPENAI_API_KEY'],
  'azure-openai-responses': ['AZURE_OPENAI_API_KEY'],
  deepseek: ['DEEPSEEK_API_KEY'],
  google: ['GEMINI_API_KEY'],
  groq: ['GROQ_API_KEY'],
  cerebras: ['CEREBRAS_API_KEY'],
  xai: ['XAI_API_KEY'],
  openrouter: ['OPENROUTER_API_KEY'],
  zai: ['ZAI_API_KEY'],
  mistral: ['MISTRAL_API_KEY'],
  minimax: ['MINIMAX_API_KEY'],
  moonshotai: ['MOONSHOT_API_KEY'],
  huggingface: ['HF_TOKEN'],
  opencode: ['OPENCODE_API_KEY'],
  'github-copilot': ['COPILOT_GITHUB_TOKEN'],
};

/**
 * Names of variables. `provider`: null = whichever Pi will choose. `users`: keys of the user's own providers, by provider:
 * a key itself, or the name of the variable that holds it. Any other variable is `[runners.pi.env]`.
 */
export function keyVariables(provider: string | null, users: ReadonlyMap<string, string | null>): string[] {
  const providers = provider === null ? [...Object.keys(VARIABLES), ...users.keys()] : [provider];
  const names = providers.flatMap((one) => [...(own(VARIABLES, one) ?? []), variableIn(users.get(one) ?? null) ?? []]);
  return [...new Set(names.flat())];
}

/**
 * The variable that a key of the user's models names; null for a key itself, such as `EMPTY`. Pi before 1.0 takes a bare name for one;
 * since then it is written `$NAME` or `${NAME}`, and `$$` is a dollar.
 */
export const variableIn = (apiKey: string | null): string | null => bareName(apiKey) ?? markedName(apiKey);

/** A name without a mark, which a newer Pi sends as if it were the key. */
export const bareName = (apiKey: string | null): string | null =>
  apiKey !== null && /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(apiKey) ? apiKey : null;

function markedName(apiKey: string | null): string | null {
  const [, bare, braced] = /^\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})$/.exec(apiKey ?? '') ?? [];
  return bare ?? braced ?? null;
}
