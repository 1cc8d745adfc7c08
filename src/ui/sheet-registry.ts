import type { Component } from 'svelte';
import type { SheetId } from './sheets.svelte.ts';

/** What lies over the stage when it is asked for: loaded then. One line a sheet. */
export const SHEETS: Readonly<Record<SheetId, () => Promise<{ readonly default: Component }>>> = {
  faults: () => import('../faults/FaultSheet.svelte'),
  terminal: () => import('../terminal/TerminalSheet.svelte'),
  proxy: () => import('../proxy/ProxySheet.svelte'),
  request: () => import('../request/RequestSheet.svelte'),
  raw: () => import('../raw/RawSheet.svelte'),
};
