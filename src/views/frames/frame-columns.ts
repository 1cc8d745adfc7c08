import type { Trace } from '../../../trace/trace.ts';
import { placeOf, timeOf } from './frame-words.ts';

/** A column of the frame list. */
export interface FrameColumn {
  readonly id: string;
  readonly label: string;
  /** What it shows, where the label does not say so. */
  readonly meaning: string;
  /** Its width, and where the list is narrow, as CSS has it. */
  readonly width: string;
  readonly narrow: string;
  /** Whether it is shown until somebody chooses. */
  readonly usual: boolean;
  readonly isNumber?: boolean;
  /** Its text; undefined where the row draws it in its own way. `before` is the frame of the row before. */
  readonly cell?: (trace: Trace, frame: number, before: number | undefined) => string;
}

/** The columns, in their order. One entry a column. */
export const FRAME_COLUMNS: readonly FrameColumn[] = [
  {
    id: 'time',
    label: 'time',
    meaning: 'seconds since the recording began',
    width: '76px',
    narrow: '60px',
    usual: true,
    cell: timeOf,
  },
  {
    id: 'since',
    label: '+ ms',
    meaning: 'milliseconds since the row before',
    width: '84px',
    narrow: '64px',
    usual: false,
    isNumber: true,
    cell: ({ frames }, frame, before) =>
      before === undefined ? '' : (frames.t(frame) - frames.t(before)).toFixed(1),
  },
  {
    id: 'conn',
    label: 'conn',
    meaning: 'connection · HTTP/2 stream',
    width: '58px',
    narrow: '42px',
    usual: true,
    cell: placeOf,
  },
  {
    id: 'op',
    label: 'op',
    meaning: 'operation: what a client asked for',
    width: '40px',
    narrow: '30px',
    usual: false,
    cell: (trace, frame) => String(trace.exchanges[trace.frames.exchange(frame) - 1]?.op ?? ''),
  },
  {
    id: 'exchange',
    label: 'exch.',
    meaning: 'exchange: a request and its response',
    width: '48px',
    narrow: '36px',
    usual: false,
    cell: ({ frames }, frame) => String(frames.exchange(frame) || ''),
  },
  { id: 'dir', label: 'dir', meaning: 'direction', width: '34px', narrow: '26px', usual: true },
  {
    id: 'layer',
    label: 'layer',
    meaning: 'protocol layer',
    width: '80px',
    narrow: '60px',
    usual: false,
    cell: ({ frames }, frame) => frames.layer(frame),
  },
  { id: 'frame', label: 'frame', meaning: 'type', width: '136px', narrow: '124px', usual: true },
  {
    id: 'offset',
    label: 'offset',
    meaning: 'where it begins in its direction of the connection, in bytes',
    width: '84px',
    narrow: '64px',
    usual: false,
    isNumber: true,
    cell: ({ frames }, frame) => String(frames.start(frame)),
  },
  {
    id: 'bytes',
    label: 'bytes',
    meaning: 'length',
    width: '66px',
    narrow: '48px',
    usual: true,
    isNumber: true,
    cell: ({ frames }, frame) => String(frames.lengthOf(frame)),
  },
  {
    id: 'says',
    label: 'what it says',
    meaning: 'in one line',
    width: 'minmax(0, 1fr)',
    narrow: 'minmax(0, 1fr)',
    usual: true,
  },
];
