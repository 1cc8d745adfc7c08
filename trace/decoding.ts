import type { Diagnostic } from '../wire/diagnostic.ts';
import { decodeClientHello } from '../wire/tls/client-hello.ts';
import type { CreateInflate } from '../wire/websocket/deflate.ts';
import { createExchange } from './exchanges.ts';
import { HeaderBlocks } from './http2/header-blocks.ts';
import { createFflateInflate } from './inflate.ts';
import { summarizeRow } from './read.ts';
import { createHttp1Stack } from './stacks/http1.ts';
import { createHttp2Stack } from './stacks/http2.ts';
import type { Stack, StackContext } from './stacks/sink.ts';
import type { Trace } from './trace.ts';

/**
 * Everything of a trace that reads bytes. It is given to a trace, not imported by it: it is the larger part by far, and
 * a page can stand, with nothing on the wire yet, before it has been loaded.
 */
export interface Decoding {
  /** For the connection's protocol, which is known. */
  readonly createStack: (context: StackContext) => Stack;
  readonly diagnoseClientHello: (bytes: Uint8Array) => readonly Diagnostic[];
  readonly createExchange: typeof createExchange;
  readonly createHeaderBlocks: (trace: Trace) => HeaderBlocks;
  readonly createInflate: CreateInflate;
  readonly summarizeRow: (trace: Trace, row: number) => string;
}

const DECODING: Decoding = {
  createStack: (context) =>
    context.connection.protocol === 'http2' ? createHttp2Stack(context) : createHttp1Stack(context),
  diagnoseClientHello: (bytes) => decodeClientHello(bytes).diagnostics,
  createExchange,
  createHeaderBlocks: (trace) => new HeaderBlocks(trace),
  createInflate: createFflateInflate,
  summarizeRow,
};

/** For a trace whose decoders are loaded with it. */
export const decoding = (): Decoding => DECODING;
