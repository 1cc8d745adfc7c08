import { createSubscriber } from 'svelte/reactivity';

const subscribe = createSubscriber((update) => {
  const observer = new MutationObserver(update);
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
  return () => observer.disconnect();
});

/** In an effect: runs it again when the page's theme changes. For what is painted with colours read from CSS. */
export function trackTheme(): void {
  subscribe();
}
