import type { Component } from 'svelte';

/** A picture of the stage: one tab. It takes no properties; it reads `useStage()` and fills the box it stands in. */
export interface StageView {
  readonly id: string;
  readonly label: string;
  readonly load: () => Promise<{ readonly default: Component }>;
}

/** The tabs of the stage, in order. One line a view. */
export const STAGE_VIEWS: readonly StageView[] = [
  { id: 'wires', label: 'Wires', load: () => import('./wires/WiresView.svelte') },
  { id: 'timeline', label: 'Timeline', load: () => import('./timeline/TimelineView.svelte') },
  { id: 'ladder', label: 'Ladder', load: () => import('./ladder/LadderView.svelte') },
  { id: 'packing', label: 'Packing', load: () => import('./packing/PackingView.svelte') },
  { id: 'windows', label: 'Windows', load: () => import('./windows/WindowsView.svelte') },
  {
    id: 'header-table',
    label: 'Header table',
    load: () => import('./header-table/HeaderTableView.svelte'),
  },
  { id: 'streams', label: 'Streams', load: () => import('./streams/StreamsView.svelte') },
  { id: 'handshake', label: 'Handshake', load: () => import('./handshake/HandshakeView.svelte') },
  { id: 'devtools', label: 'DevTools', load: () => import('./devtools/DevtoolsView.svelte') },
  { id: 'compare', label: 'Compare', load: () => import('./compare/CompareView.svelte') },
];
