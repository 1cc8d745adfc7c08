import type { Trace } from '../trace.ts';
import { encodeHar } from './har.ts';
import { encodeJson } from './json.ts';
import { encodePcapng } from './pcapng.ts';
import { encodeText } from './text.ts';

export interface ExportOptions {
  /** The version of this program: some formats name what wrote them. */
  readonly version: string;
  /** Text: print contents too. */
  readonly bodies?: boolean;
  /** pcapng: keep the server's port on HTTP/2 connections. */
  readonly realPorts?: boolean;
}

/** A form in which a recording can be given to other programs. */
export interface ExportFormat {
  /** What `--format` calls it. */
  readonly name: string;
  /** How the names of such files end, the usual ending first. */
  readonly endings: readonly [string, ...string[]];
  /** What it is for, in a few words. */
  readonly purpose: string;
  /** The file, piece by piece. Pieces of text are UTF-8. */
  encode(trace: Trace, options: ExportOptions): Iterable<Uint8Array | string>;
}

/** Every format. */
export const EXPORT_FORMATS: readonly ExportFormat[] = [
  {
    name: 'pcapng',
    endings: ['.pcapng'],
    purpose: 'packets for Wireshark and tshark',
    encode: encodePcapng,
  },
  {
    name: 'har',
    endings: ['.har'],
    purpose: 'exchanges, events and messages for the developer tools of browsers',
    encode: (trace, { version }) => encodeHar(trace, version),
  },
  {
    name: 'text',
    endings: ['.txt', '.text'],
    purpose: 'one line a frame, for people',
    encode: encodeText,
  },
  {
    name: 'json',
    endings: ['.json'],
    purpose: 'one object a frame, as wire101 decode --json prints them',
    encode: encodeJson,
  },
];
