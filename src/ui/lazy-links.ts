import type { Lab } from '../state/lab.svelte.ts';
import type { Links } from './links.svelte.ts';

/** Links to moments: loaded when the address names one, or when one is copied. */
export function lazyLinks(lab: Lab): Pick<Links, 'copy'> {
  let loading: Promise<Links> | undefined;
  const load = (): Promise<Links> =>
    (loading ??= import('./links.svelte.ts').then((module) => {
      const links = new module.Links(lab);
      links.start();
      return links;
    }));
  const follow = (): void => {
    if (location.search !== '' || location.hash.includes('?')) lab.attempt(load());
  };
  addEventListener('hashchange', follow);
  follow();
  return { copy: async () => (await load()).copy() };
}
