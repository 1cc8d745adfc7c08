import type { Notices } from '../../state/notices.svelte.ts';
import type { Stage } from '../../state/stage.ts';
import type { CopyFormat } from './copy-frame.ts';

/** The ways to copy the selected frame, with the key of the frame list for each. */
export const COPY_WAYS: readonly {
  readonly format: CopyFormat;
  readonly key: string;
  readonly what: string;
}[] = [
  { format: 'text', key: 'Ctrl C', what: 'its line' },
  { format: 'hex', key: 'X', what: 'its bytes as a dump' },
  { format: 'JSON', key: 'J', what: 'what is known of it' },
];

/** Copies the selected frame, and says so, or why not. */
export async function copySelected(stage: Stage, format: CopyFormat, notices: Notices): Promise<void> {
  const { frame } = stage.selection;
  if (frame === undefined || frame >= stage.trace.frames.length) return;
  try {
    const { frameAs } = await import('./copy-frame.ts');
    await navigator.clipboard.writeText(frameAs(format, stage.trace, frame));
    notices.say(`The selected frame is copied as ${format}.`);
  } catch {
    notices.warn('The browser did not allow copying. Select the text in the inspector instead.');
  }
}
