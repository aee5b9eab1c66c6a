// A command to be copied: this page changes nothing, and a person runs it. What is copied is what is seen.
import { useState } from 'preact/hooks';
import { inert } from '../../../core/inert.js';
import { say } from './said.js';
import { Text } from './text.js';

const SHOWN_MS = 2500;

export function Copy({ command }: { command: string }) {
  const [result, setResult] = useState<string | null>(null);
  const copy = async (): Promise<void> => {
    const isCopied = await copied(inert(command));
    const told = isCopied ? 'Copied' : 'Not copied';
    say(isCopied ? `Copied: ${command}` : 'The browser did not let it be copied: select it and copy it by hand.');
    setResult(told);
    setTimeout(() => setResult(null), SHOWN_MS);
  };
  return (
    <span class="copy">
      <code>
        <Text of={command} />
      </code>
      <button type="button" onClick={() => void copy()} aria-label={`Copy the command ${command}`}>
        {result ?? 'Copy'}
      </button>
    </span>
  );
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelection(text);
  }
}

/** For browsers that keep their clipboard to themselves on such a page. */
function copiedBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'unseen';
  document.body.append(field);
  field.select();
  // The only way that is left there.
  const isCopied = document.execCommand('copy');
  field.remove();
  return isCopied;
}
