/** Automatic, light or dark: one button, kept in the address. Print is always light. */
import { choose, chosen } from './hash-state.ts';

const THEMES = ['auto', 'light', 'dark'];

/** Wires the button; calls `onChange` whenever the colours have changed. */
export function wireTheme(onChange: () => void): void {
  const button = document.getElementById('theme');
  const show = (theme: string): void => {
    if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', theme);
    if (button !== null) button.textContent = `Theme: ${theme}`;
  };
  let theme = THEMES.find((name) => name === chosen('theme')) ?? 'auto';
  show(theme);
  button?.addEventListener('click', () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
    choose('theme', theme === 'auto' ? null : theme);
    show(theme);
    onChange();
  });
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', onChange);
}

/** Puts the page into the light theme for `work`, whatever is chosen; returns how to go back. */
export function forceLight(): () => void {
  const before = document.documentElement.getAttribute('data-theme');
  document.documentElement.setAttribute('data-theme', 'light');
  return () => {
    if (before === null) document.documentElement.removeAttribute('data-theme');
    else document.documentElement.setAttribute('data-theme', before);
  };
}
