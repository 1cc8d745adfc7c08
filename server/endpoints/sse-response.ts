import type { Response } from 'express';

/** Begins an event stream: its header section goes out at once, since the client learns from it that the stream is open. */
export function beginEventStream(res: Response): void {
  res.writeHead(200, {
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-cache',
    'X-Accel-Buffering': 'no',
  });
  res.flushHeaders();
}
