import type { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** A stream in front of a socket that looks like one: what node:http, node:http2, ws and express ask of a socket. */
export class SocketFacade extends Duplex {
  /** The socket behind: a TLS socket on the secure origins. */
  readonly inner: Socket;
  readonly encrypted: boolean;
  readonly alpnProtocol: string | false | null;
  readonly servername: string | false | null;

  constructor(inner: Socket) {
    super({ allowHalfOpen: true, decodeStrings: false });
    this.inner = inner;
    this.encrypted = 'encrypted' in inner;
    const tls = inner as TLSSocket & { readonly servername?: string | false };
    this.alpnProtocol = this.encrypted ? tls.alpnProtocol : null;
    this.servername = this.encrypted ? (tls.servername ?? false) : null;
  }

  get connecting(): boolean {
    return false;
  }
  get timeout(): number | undefined {
    return this.inner.timeout;
  }
  get remoteAddress(): string | undefined {
    return this.inner.remoteAddress;
  }
  get remotePort(): number | undefined {
    return this.inner.remotePort;
  }
  get remoteFamily(): string | undefined {
    return this.inner.remoteFamily;
  }
  get localAddress(): string | undefined {
    return this.inner.localAddress;
  }
  get localPort(): number | undefined {
    return this.inner.localPort;
  }
  get localFamily(): string | undefined {
    return this.inner.localFamily;
  }
  get bytesRead(): number {
    return this.inner.bytesRead;
  }
  get bytesWritten(): number {
    return this.inner.bytesWritten;
  }
  address(): ReturnType<Socket['address']> {
    return this.inner.address();
  }
  setTimeout(timeoutMs: number, callback?: () => void): this {
    this.inner.setTimeout(timeoutMs);
    if (callback !== undefined) {
      if (timeoutMs === 0) this.off('timeout', callback);
      else this.once('timeout', callback);
    }
    return this;
  }
  setNoDelay(noDelay?: boolean): this {
    this.inner.setNoDelay(noDelay);
    return this;
  }
  setKeepAlive(enable?: boolean, initialDelayMs?: number): this {
    this.inner.setKeepAlive(enable, initialDelayMs);
    return this;
  }
  ref(): this {
    this.inner.ref();
    return this;
  }
  unref(): this {
    this.inner.unref();
    return this;
  }
}
