import type { Socket } from 'node:net';
import type { Direction } from '../../contract/direction.ts';
import type { RecordOf } from '../../contract/records.ts';
import type { CreateGate } from '../faults/doing.ts';
import type { Gate, GateOutput, Item } from '../faults/gate.ts';
import { Line } from './line.ts';
import { SocketFacade } from './socket-facade.ts';

export type Ending = Pick<RecordOf<'connection-ended'>, 'by' | 'how' | 'detail'>;

/** Who is told what crosses a tap. */
export interface TapWatcher {
  /** Room for `byteCount` bytes that cross now; the tap fills it at once and nobody writes to it later. */
  chunk(direction: Direction, byteCount: number): Buffer;
  /** Faults hold so many bytes in that direction now. */
  held(direction: Direction, byteCount: number): void;
  /** One end will send no more bytes. */
  ended(ending: Ending): void;
  /** Resets the TCP connection. Answers false when its end was under way already: then it is only closed. */
  reset(): boolean;
}

type WriteCallback = (error?: Error | null) => void;
interface Write {
  readonly chunk: Buffer | string;
  readonly encoding: BufferEncoding;
}

/** One for all: 10,000 connections may be open, and each function costs 64 bytes. */
const ignore = (): void => {};

/** Longer writes are recorded in pieces of this size. */
const MAX_CHUNK_BYTES = 1024 * 1024;

/**
 * Stands between a socket and the HTTP server, passes every byte on, and has it recorded where it crosses the socket:
 * bytes that a fault holds back from the client have not crossed.
 *
 * Speed matters here: what a server writes is copied once, into the recording, and that copy is what the socket sends
 * (strings are encoded straight into it). What is read is copied because consumers may change it (`ws` unmasks in
 * place, RFC 6455 §5.3).
 */
export class Tap extends SocketFacade {
  readonly #watcher: TapWatcher;
  #innerPaused = false;
  #timedOut = false;
  #serverEnded = false;
  /** Present only while faults are at work in that direction. */
  #inbound: Line | undefined;
  #outbound: Line | undefined;
  /** A write past the queue of the socket is under way; what has to wait for it; how many are in that queue. */
  #isDirect = false;
  #waiting: [bytes: Buffer | string, whenWritten: WriteCallback][] | undefined;
  #queued = 0;
  /** The writer waits until a fault lets go of enough bytes. */
  #waitingWriter: WriteCallback | undefined;
  #finalCallback: WriteCallback = ignore;

  constructor(inner: Socket, watcher: TapWatcher) {
    super(inner);
    this.#watcher = watcher;
    // Whoever uses the tap hears of errors by 'error' and 'close'; an error that nobody awaits must not end the lab.
    this.on('error', ignore);
    inner.on('data', (bytes: Buffer) => this.#receive(bytes));
    inner.on('end', () => this.#receiveEnd());
    inner.on('timeout', () => {
      this.#timedOut = true;
      this.emit('timeout');
    });
    inner.on('error', (error: NodeJS.ErrnoException) => {
      watcher.ended(endingOf(error));
      this.destroy(error);
    });
    inner.on('close', (hadError: boolean) => {
      // What came before the end may still wait here for whoever reads it. When that is over, so is this stream.
      if (hadError || this.readableLength === 0) this.destroy();
      else {
        this.push(null);
        this.once('end', () => this.destroy());
      }
    });
  }

  // Client to server.

  #receive(bytes: Buffer): void {
    this.#timedOut = false;
    this.#watcher.chunk('client-to-server', bytes.length).set(bytes);
    if (this.destroyed) return;
    if (this.#inbound === undefined) {
      if (!this.push(bytes)) this.#pauseInner();
    } else {
      this.#inbound.push(bytes);
      if (this.#inbound.isFull) this.#pauseInner();
    }
  }

  #receiveEnd(): void {
    this.#watcher.ended({ by: 'client', how: 'fin' });
    if (this.destroyed) return;
    if (this.#inbound === undefined) this.push(null);
    else this.#inbound.push('end');
  }

  #deliverInbound(item: Item): void {
    if (this.destroyed) return;
    if (!this.push(item === 'end' ? null : item)) this.#pauseInner();
    else this._read();
  }

  #pauseInner(): void {
    if (this.#innerPaused) return;
    this.#innerPaused = true;
    this.inner.pause();
  }

  override _read(): void {
    if (!this.#innerPaused || this.#inbound?.blocksReading === true) return;
    if (this.#inbound?.isFull === true) return;
    this.#innerPaused = false;
    this.inner.resume();
  }

  // Server to client.

  override _write(chunk: Buffer | string, encoding: BufferEncoding, callback: WriteCallback): void {
    this.#timedOut = false;
    if (this.#outbound === undefined) this.#send([{ chunk, encoding }], lengthOf(chunk, encoding), callback);
    else this.#hold([{ chunk, encoding }], callback);
  }

  override _writev(writes: Write[], callback: WriteCallback): void {
    this.#timedOut = false;
    if (this.#outbound !== undefined) {
      this.#hold(writes, callback);
      return;
    }
    let byteCount = 0;
    for (const { chunk, encoding } of writes) byteCount += lengthOf(chunk, encoding);
    this.#send(writes, byteCount, callback);
  }

  /** Records and sends. Several writes in one turn become one chunk, as they become one system call. */
  #send(writes: readonly Write[], byteCount: number, callback: WriteCallback): void {
    if (byteCount > MAX_CHUNK_BYTES) {
      this.#sendLong(writes, callback);
      return;
    }
    const sent = this.#watcher.chunk('server-to-client', byteCount);
    let at = 0;
    for (const { chunk, encoding } of writes) {
      if (typeof chunk === 'string') at += sent.write(chunk, at, encoding);
      else {
        sent.set(chunk, at);
        at += chunk.length;
      }
    }
    // With nothing on its way in the socket, its own queue can be left out: that saves 4 of the 9 µs that a tap adds to a
    // request over HTTP/1.1. This stream waits for each callback before it writes again, so none overtakes another.
    if (this.#queued > 0 || this.inner.writableLength > 0) {
      this.#queue(sent, callback);
      return;
    }
    this.#isDirect = true;
    this.inner._write(sent, 'buffer' as BufferEncoding, (error) => {
      this.#isDirect = false;
      const waiting = this.#waiting;
      this.#waiting = undefined;
      for (const [bytes, whenWritten] of waiting ?? []) this.#queue(bytes, whenWritten);
      callback(error);
    });
  }

  /**
   * Writes by the socket's queue, which does not know of a write past it: that one has to be over. TLS takes one write at a
   * time, and ends the process when there is another (`TLSWrap::DoWrite`).
   */
  #queue(bytes: Buffer | string, whenWritten: WriteCallback): void {
    if (this.#isDirect) {
      (this.#waiting ??= []).push([bytes, whenWritten]);
      return;
    }
    this.#queued += 1;
    this.inner.write(bytes, (error) => {
      this.#queued -= 1;
      whenWritten(error);
    });
  }

  #sendLong(writes: readonly Write[], callback: WriteCallback): void {
    this.inner.cork();
    for (const { chunk, encoding } of writes) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk;
      for (let at = 0; at < bytes.length; at += MAX_CHUNK_BYTES) {
        const part = bytes.subarray(at, at + MAX_CHUNK_BYTES);
        const sent = this.#watcher.chunk('server-to-client', part.length);
        sent.set(part);
        this.inner.write(sent);
      }
    }
    // An empty write marks the place behind all of them.
    this.inner.write('', callback);
    this.inner.uncork();
  }

  #hold(writes: readonly Write[], callback: WriteCallback): void {
    for (const { chunk, encoding } of writes) {
      // The writer may use its buffer again after the callback, so what is held is a copy.
      const bytes = Buffer.from(chunk as string, encoding);
      for (let at = 0; at < bytes.length; at += MAX_CHUNK_BYTES) {
        this.#outbound?.push(bytes.subarray(at, at + MAX_CHUNK_BYTES));
      }
    }
    if (this.#outbound?.isFull === true) this.#waitingWriter = callback;
    else callback();
  }

  #deliverOutbound(item: Item): void {
    if (this.inner.destroyed) return;
    if (item === 'end') {
      this.#endInner();
      return;
    }
    const sent = this.#watcher.chunk('server-to-client', item.length);
    sent.set(item);
    // Gates do not wait for one another, so these do go through the socket's queue.
    this.#queue(sent, () => this.#releaseWriter());
  }

  #releaseWriter(): void {
    if (this.#outbound?.isFull === true) return;
    const writer = this.#waitingWriter;
    this.#waitingWriter = undefined;
    writer?.();
  }

  /**
   * node:http2 may write behind its own end, and its wrapper around streams ends the process when it does so before the
   * end has finished (`JSStreamSocket.doWrite`, nodejs/node#35384); a fault can hold the end for as long as it likes. So
   * whoever waits for the end over HTTP/2 hears of it at once, and what is written behind it goes nowhere.
   */
  override end(...args: unknown[]): this {
    const [whenEnded] = args;
    if (this.alpnProtocol !== 'h2' || typeof whenEnded !== 'function') return super.end(...(args as []));
    super.end();
    (whenEnded as () => void)();
    return this;
  }

  override write(...args: unknown[]): boolean {
    if (this.alpnProtocol !== 'h2' || !this.writableEnded) return super.write(...(args as [unknown]));
    const whenWritten = args.at(-1);
    if (typeof whenWritten === 'function') process.nextTick(whenWritten);
    return true;
  }

  override _final(callback: WriteCallback): void {
    this.#finalCallback = callback;
    if (this.#outbound === undefined) this.#endInner();
    else this.#outbound.push('end');
  }

  #endInner(): void {
    // A fault has ended it already: the server may believe that it did.
    if (this.inner.writableEnded) {
      this.#finalCallback();
      return;
    }
    this.#serverEnds('fin');
    this.inner.end(this.#finalCallback);
  }

  #serverEnds(how: Ending['how']): void {
    if (this.#serverEnded) return;
    this.#serverEnded = true;
    this.#watcher.ended({ by: 'server', how });
  }

  // The end.

  override _destroy(error: NodeJS.ErrnoException | null, callback: WriteCallback): void {
    this.#inbound?.stop();
    // A write that failed: the operating system says how the client left.
    if (error?.syscall !== undefined) this.#watcher.ended(endingOf(error));
    // A frozen wire says nothing to the client, not even that the server gave up.
    if (this.#outbound?.blocksReading !== true) this.#destroyInner();
    if (this.inner.closed || !this.inner.destroyed) callback(error);
    else this.inner.once('close', () => callback(error));
  }

  #destroyInner(): void {
    this.#outbound?.stop();
    if (this.inner.destroyed) return;
    this.#serverEnds(this.#timedOut ? 'timeout' : 'fin');
    this.inner.destroy();
  }

  /** The server gave up while the wire was frozen. Now that it is not, the client may know. */
  #endAbandoned(): void {
    this.#serverEnds('fin');
    this.inner.destroySoon();
  }

  /** As net.Socket does it: ends, then destroys once everything was written. node:http calls it. */
  destroySoon(): void {
    if (this.writable) this.end();
    if (this.writableFinished) this.destroy();
    else this.once('finish', () => this.destroy());
  }

  /** A RST instead of an orderly end, by the server's own will. */
  resetAndDestroy(): this {
    // A TLS socket cannot be reset itself, only the one below.
    this.#serverEnds(this.#watcher.reset() ? 'reset' : 'fin');
    this.destroy();
    return this;
  }

  // Faults.

  /**
   * Puts a gate into one direction, nearest to the client or behind those that are there. One of the same name is
   * replaced, and what it held goes on.
   */
  addGate(direction: Direction, name: string, create: CreateGate, nearClient = false): void {
    this.removeGate(direction, name);
    const changed = (heldBytes: number): void => this.#watcher.held(direction, heldBytes);
    if (direction === 'client-to-server') {
      this.#inbound ??= new Line((item) => this.#deliverInbound(item), changed);
      this.#inbound.add(name, create, nearClient ? 'first' : 'last');
      if (this.#inbound.blocksReading) this.#pauseInner();
    } else {
      this.#outbound ??= new Line((item) => this.#deliverOutbound(item), changed);
      this.#outbound.add(name, create, 'last');
    }
  }

  /** Ends one direction for whoever reads it. Whoever writes it is not told, and what is written from now on is lost. */
  halfClose(direction: Direction): void {
    this.addGate(direction, 'half-close', (output) => createSink(output, direction));
    if (direction === 'client-to-server') {
      this.#deliverInbound('end');
      return;
    }
    this.#serverEnded = true;
    // Behind all that was written: a FIN that the system is asked for while bytes still wait keeps a RST from being sent.
    this.whenSent(() => this.inner.end());
  }

  /** Runs `task` once all that was written has been handed to the system, or at once when nothing can be any more. */
  whenSent(task: () => void): void {
    if (this.inner.writable) this.#queue('', () => task());
    else task();
  }

  removeGate(direction: Direction, name: string): void {
    if (direction === 'client-to-server') {
      this.#inbound?.remove(name);
      if (this.#inbound?.isClear === true) this.#inbound = undefined;
      this._read();
    } else {
      this.#outbound?.remove(name);
      if (this.#outbound?.isClear === true) this.#outbound = undefined;
      this.#releaseWriter();
      if (this.destroyed && !this.inner.destroyed && this.#outbound?.blocksReading !== true)
        this.#endAbandoned();
    }
  }
}

/** Where a direction that was ended leads. The server's own end is let through, so that it finishes. */
function createSink({ forward, lose }: GateOutput, direction: Direction): Gate {
  return {
    blocksReading: false,
    push(item) {
      if (item !== 'end') lose(item.length);
      else if (direction === 'server-to-client') forward(item);
    },
    open() {},
    stop() {},
  };
}

function lengthOf(chunk: Buffer | string, encoding: BufferEncoding): number {
  return typeof chunk === 'string' ? Buffer.byteLength(chunk, encoding) : chunk.length;
}

function endingOf(error: NodeJS.ErrnoException): Ending {
  const code = error.code ?? error.message;
  if (code.startsWith('ERR_SSL')) {
    // An alert that the client sent, or a record from it that cannot be read (RFC 9846 §6).
    return { by: 'client', how: 'tls-failure', detail: error.message };
  }
  return { by: 'client', how: code === 'ETIMEDOUT' ? 'timeout' : 'reset', detail: code };
}
