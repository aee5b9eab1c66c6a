// Light or dark: as the system says, until somebody chose on this page.
import { signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEPT = 'millrace-theme';

export const theme = signal<Theme>('system');

export function beginTheme(): void {
  const kept = keptTheme();
  setTheme(THEMES.find((one) => one === kept) ?? 'system');
}

export function setTheme(next: Theme): void {
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
