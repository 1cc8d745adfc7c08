import { runConformance } from '../conformance.ts';
import { createHttp2Decoder } from './decoder.ts';
import { HTTP2_DIAGNOSTICS } from './diagnostics.ts';
import type { Http2Frame } from './frame.ts';
import { summarizeHttp2 } from './summary.ts';

function describeFrame(frame: Http2Frame): string {
  const flags = frame.flags.toString(16).padStart(2, '0');
  const where = frame.typeCode < 0 ? '' : `stream ${frame.streamId} flags ${flags} `;
  return `${where}length ${frame.length}: ${summarizeHttp2(frame)}`;
}

runConformance({
  protocol: 'http2',
  decoder: (options: { sender?: 'client' | 'server'; maxFrameSize?: number }) =>
    createHttp2Decoder({ sender: 'server', ...options }),
  describe: describeFrame,
  diagnostics: HTTP2_DIAGNOSTICS,
});
