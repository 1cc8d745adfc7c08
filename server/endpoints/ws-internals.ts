import type { Duplex } from 'node:stream';
import * as wsModule from 'ws';
import { WebSocket } from 'ws';
import { CLOSE_TIMEOUT_MS } from './limits.ts';

/*
 * The part of `ws` that puts the protocol on a stream which is already open. It works so, but the types leave it out.
 */
interface Extension {
  /** Chooses among the offers. Throws when none of them can be accepted. */
  accept(offers: readonly object[]): object;
}
interface WebSocketOnStream {
  new (
    address: null,
    protocols: undefined,
    options: { autoPong: boolean; closeTimeout: number },
  ): WebSocket & {
    _protocol: string;
    readonly _extensions: Record<string, Extension>;
    setSocket(stream: Duplex, head: Buffer, options: { maxPayload: number }): void;
  };
}
const internals = wsModule as unknown as {
  readonly PerMessageDeflate: {
    new (options: { isServer: boolean; maxPayload: number }): Extension;
    readonly extensionName: string;
  };
  readonly extension: {
    parse(field: string): Record<string, readonly object[]>;
    format(extensions: Record<string, readonly object[]>): string;
  };
};

export interface Deflate {
  readonly extension: Extension;
  /** The value of the response's sec-websocket-extensions. */
  readonly field: string;
}

/** Accepts permessage-deflate when it is among what the client offers, in a way that we can do (RFC 7692 §7.1). */
export function acceptDeflate(offered: string | undefined, maxBytes: number): Deflate | undefined {
  const { PerMessageDeflate, extension } = internals;
  const name = PerMessageDeflate.extensionName;
  try {
    const offers = extension.parse(offered ?? '')[name];
    if (offers === undefined) return undefined;
    const deflate = new PerMessageDeflate({ isServer: true, maxPayload: maxBytes });
    const parameters = deflate.accept(offers);
    return { extension: deflate, field: extension.format({ [name]: [parameters] }) };
  } catch {
    // A server may decline what it does not understand (RFC 7692 §5.1): the WebSocket opens without.
    return undefined;
  }
}

/** The WebSocket whose frames travel on a stream of HTTP/2. */
export function webSocketOn(
  stream: Duplex,
  options: { maxBytes: number; protocol: string | undefined; deflate: Deflate | undefined },
): WebSocket {
  const ws = new (WebSocket as unknown as WebSocketOnStream)(null, undefined, {
    autoPong: true,
    closeTimeout: CLOSE_TIMEOUT_MS,
  });
  if (options.protocol !== undefined) ws._protocol = options.protocol;
  if (options.deflate !== undefined) {
    ws._extensions[internals.PerMessageDeflate.extensionName] = options.deflate.extension;
  }
  const socket = Object.assign(stream, { setNoDelay: () => {} });
  ws.setSocket(socket, Buffer.alloc(0), { maxPayload: options.maxBytes });
  return ws;
}
