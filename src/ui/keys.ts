import type { Stage } from '../state/stage.ts';
import { companyChoice } from '../views/inspector/company.svelte.ts';
import { STAGE_VIEWS } from '../views/registry.ts';
import { deck } from './deck.svelte.ts';
import { playback } from './playback.svelte.ts';
import { projector } from './projector.svelte.ts';

/** A key of the whole page. Keys of one view work where the focus is and are only described. */
export interface PageKey {
  /** As `KeyboardEvent.key` has it. */
  readonly key: string;
  readonly does: string;
  readonly run: (stage: Stage, copy: () => void) => void;
}

/** One line a key. Keys that are not letters do not depend on the case. */
export const PAGE_KEYS: readonly PageKey[] = [
  { key: 'k', does: 'Hold the moment shown, or play on from it', run: (stage) => playback.toggle(stage) },
  { key: 'l', does: 'Go to the newest moment', run: (stage) => stage.showNewest() },
  { key: ',', does: 'Back by one frame', run: (stage) => void playback.step(stage, -1, 'frame') },
  { key: '.', does: 'Forward by one frame', run: (stage) => void playback.step(stage, 1, 'frame') },
  { key: '[', does: 'Back by one chunk', run: (stage) => void playback.step(stage, -1, 'chunk') },
  { key: ']', does: 'Forward by one chunk', run: (stage) => void playback.step(stage, 1, 'chunk') },
  { key: '<', does: 'Back to the event before', run: (stage) => void playback.step(stage, -1, 'event') },
  { key: '>', does: 'Forward to the next event', run: (stage) => void playback.step(stage, 1, 'event') },
  {
    key: 'p',
    does: 'Previous frame of the same exchange, stream or connection',
    run: (stage) => companyChoice.step(stage, -1),
  },
  {
    key: 'n',
    does: 'Next frame of the same exchange, stream or connection',
    run: (stage) => companyChoice.step(stage, 1),
  },
  {
    key: 'r',
    does: 'Replay from the selected frame',
    run: (stage) => {
      const { frame } = stage.selection;
      if (frame !== undefined) playback.replayFrom(stage, frame);
    },
  },
  { key: 'c', does: 'Copy a link to this moment', run: (_stage, copy) => copy() },
  { key: 'm', does: 'Projector mode: everything larger, or as before', run: () => projector.toggle() },
  { key: 'v', does: 'Show the next view', run: () => nextView() },
];

/** What works where the focus is. */
export const VIEW_KEYS: readonly { readonly where: string; readonly keys: string; readonly does: string }[] =
  [
    { where: 'Moment strip', keys: '← → Page Up Page Down Home End', does: 'Move the moment shown' },
    { where: 'Time window', keys: '← →', does: 'Move an end of the window' },
    { where: 'Timeline', keys: '← →  + −  F', does: 'Move, zoom, follow' },
    { where: 'Frame list', keys: '↑ ↓ Page Up Page Down Home End', does: 'Choose a frame' },
    { where: 'Frame list', keys: 'Ctrl C  X  J', does: 'Copy the selected frame as text, hex, JSON' },
    { where: 'Filters', keys: '↑ ↓ Enter Escape', does: 'Choose a proposal, take it, close the list' },
    { where: 'Tabs, and tools of a wire', keys: '← →', does: 'Move between them' },
  ];

function nextView(): void {
  const at = STAGE_VIEWS.findIndex(({ id }) => id === deck.view);
  deck.view = STAGE_VIEWS[(at + 1) % STAGE_VIEWS.length]?.id ?? deck.view;
}

/** The key of the page that an event means; undefined while somebody writes, or holds Ctrl, Alt or Meta. */
export function pageKeyOf(event: KeyboardEvent): PageKey | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return undefined;
  const { target } = event;
  if (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.closest('input, select, textarea, dialog'))
  )
    return undefined;
  return PAGE_KEYS.find(({ key }) => key === event.key.toLowerCase());
}
