import type { SseFrame } from './frame.ts';

/** Characters of data, comment or id that a summary shows. */
const MAX_TEXT = 80;

const cut = (text: string): string => {
  const line = text.replaceAll('\n', '⏎');
  return line.length > MAX_TEXT ? `${line.slice(0, MAX_TEXT)}…` : line;
};

const bytesText = (count: number): string => `${count} byte${count === 1 ? '' : 's'}`;

/**
 * What a block says, in one line: `id 21 · price · {"sym":"ABC"}`, `: heartbeat`, `retry 700 ms`, `blank line`. The
 * event type `message` is not named, since it is the usual one. `⏎` stands for a line break in the data.
 */
export function summarizeSse(frame: SseFrame): string {
  if (frame.type === 'blank') return 'blank line';
  const parts: string[] = [];
  if (frame.type === 'incomplete') parts.push(`cut off after ${bytesText(frame.end - frame.start)}`);
  if (frame.id !== undefined) parts.push(frame.id === '' ? 'id empty' : `id ${cut(frame.id)}`);
  if (frame.event !== 'message') parts.push(cut(frame.event));
  if (frame.retry !== undefined) parts.push(`retry ${frame.retry} ms`);
  if (frame.type === 'event') parts.push(frame.data === '' ? 'empty data' : cut(frame.data));
  else if (frame.data !== '') parts.push(cut(frame.data));
  else if (frame.comment !== '' || frame.type === 'comment') parts.push(`: ${cut(frame.comment)}`.trimEnd());
  return parts.length === 0 ? 'nothing a browser acts on' : parts.join(' · ');
}
