import { createContext } from 'svelte';
import type { Links } from './links.svelte.ts';

export const [useLinks, provideLinks] = createContext<Pick<Links, 'copy'>>();
