import { frameJson, frameLine } from '../../../trace/export/frame-json.ts';
import { bytesOfRow } from '../../../trace/row-bytes.ts';
import type { Trace } from '../../../trace/trace.ts';

export type CopyFormat = 'text' | 'hex' | 'JSON';

const PER_LINE = 16;

/** Bytes as `xxd` and editors show them: offset, sixteen bytes in hexadecimal, the same as ASCII. */
function hexDump(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let start = 0; start < bytes.length; start += PER_LINE) {
    const line = bytes.subarray(start, start + PER_LINE);
    const hex = Array.from(line, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
    const ascii = Array.from(line, (byte) => (byte < 0x20 || byte > 0x7e ? '.' : String.fromCharCode(byte)));
    lines.push(`${start.toString(16).padStart(8, '0')}  ${hex.padEnd(PER_LINE * 3 - 1)}  ${ascii.join('')}`);
  }
  return lines.join('\n');
}

const FORMATS: Readonly<Record<CopyFormat, (trace: Trace, frame: number) => string>> = {
  text: frameLine,
  hex: (trace, frame) => hexDump(bytesOfRow(trace, frame)),
  JSON: (trace, frame) => JSON.stringify(frameJson(trace, frame), null, 2),
};

/** One frame to be copied: its line as exports write it, its bytes as a dump, or all that is known as JSON. */
export function frameAs(format: CopyFormat, trace: Trace, frame: number): string {
  return FORMATS[format](trace, frame);
}
