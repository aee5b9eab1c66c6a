// Light or dark: as the system says, until somebody chose on this page.
import { signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const KEPT = 'millrace-theme';

export const theme = signal<Theme>('system');

export function beginTheme(): void {
  setTheme(keptTheme());
}

/** What is none is that of the system. */
export function setTheme(wanted: string | null): void {
  const next = THEMES.find((one) => one === wanted) ?? 'system';
  theme.value = next;
  document.documentElement.dataset['theme'] = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // A browser that keeps nothing still shows it.
  }
}

function keptTheme(): string | null {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null;
  }
}
