import type { Socket } from 'node:net';
import type { Direction } from '../../contract/direction.ts';
import { DIRECTIONS } from '../../contract/direction.ts';
import type { Fault, FaultType } from '../../contract/faults.ts';
import type { OriginId } from '../../contract/origin.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { Clock } from '../context.ts';
import { doingOf } from '../faults/faults.ts';
import { Tap, type Ending, type TapWatcher } from './tap.ts';

/** The facts of one TCP connection, from accept to close, and the faults that are put on it. */
export class Connection implements TapWatcher {
  readonly id: number;
  readonly raw: Socket;
  readonly #recorder: Recorder;
  readonly #clock: Clock;
  readonly #faults = new Map<FaultType, Fault>();
  readonly #endings: Ending[] = [];
  #tap: Tap | undefined;

  constructor(id: number, origin: OriginId, raw: Socket, recorder: Recorder, clock: Clock) {
    this.id = id;
    this.raw = raw;
    this.#recorder = recorder;
    this.#clock = clock;
    recorder.append({
      type: 'connection-opened',
      t: clock.now(),
      conn: id,
      origin,
      // A client that is gone already has no address any more.
      clientAddress: raw.remoteAddress ?? '',
      clientPort: raw.remotePort ?? 0,
      serverAddress: raw.localAddress ?? '',
      serverPort: raw.localPort ?? 0,
    });
    raw.once('close', () => this.#closed());
  }

  /** Puts the tap on: on the raw socket, or on the TLS socket around it. */
  tapOn(socket: Socket): Tap {
    this.#tap = new Tap(socket, this);
    for (const fault of this.#faults.values()) this.#addGates(fault);
    return this.#tap;
  }

  chunk(direction: Direction, byteCount: number): Buffer {
    return this.#recorder.addChunk(this.id, direction, byteCount);
  }

  /** Each end is told of once, and nothing after a reset or a failure: those end both directions. */
  ended(ending: Ending): void {
    if (this.#endings.some(({ by, how }) => by === ending.by || how !== 'fin')) return;
    this.#endings.push(ending);
    this.#recorder.append({ type: 'connection-ended', t: this.#clock.now(), conn: this.id, ...ending });
  }

  /** Puts a fault on. One of the same type is taken off first. */
  applyFault(fault: Fault): void {
    this.removeFault(fault.type);
    this.#recordFault(fault, true);
    const doing = doingOf(fault);
    if (doing.kind === 'at-once') {
      doing.run(this);
    } else {
      this.#faults.set(fault.type, fault);
      this.#addGates(fault);
    }
  }

  /** Takes a fault off. Answers false when there was none of that type. */
  removeFault(type: FaultType): boolean {
    const fault = this.#faults.get(type);
    if (fault === undefined) return false;
    this.#faults.delete(type);
    // The record comes first: what was held crosses after the fault is gone.
    this.#recordFault(fault, false);
    for (const direction of DIRECTIONS) this.#tap?.removeGate(direction, type);
    return true;
  }

  /** Resets the TCP connection: a real RST on the wire (RFC 9293 §3.5.2). */
  cut(): void {
    this.ended({ by: 'fault', how: 'reset' });
    this.raw.resetAndDestroy();
    this.#tap?.destroy();
  }

  /** Ends it at once, whatever is on it. */
  destroy(): void {
    this.#tap?.destroy();
    if (this.raw.destroyed) return;
    this.ended({ by: 'server', how: 'fin' });
    this.raw.destroy();
  }

  #addGates(fault: Fault): void {
    const doing = doingOf(fault);
    // Without a tap, the TLS handshake is not over: the fault begins when it is.
    if (doing.kind !== 'gate' || this.#tap === undefined) return;
    const named = 'direction' in fault ? fault.direction : 'both';
    for (const direction of DIRECTIONS) {
      if (named !== 'both' && named !== direction) continue;
      this.#tap.addGate(direction, fault.type, (forward) => doing.create(fault, this.#clock, forward));
    }
  }

  #recordFault(fault: Fault, active: boolean): void {
    this.#recorder.append({ type: 'fault', t: this.#clock.now(), conn: this.id, fault, active });
  }

  #closed(): void {
    // The server's own ends are told by the tap or by TLS. What is left is a client that leaves in the handshake.
    if (this.#endings.length === 0) this.ended({ by: 'client', how: 'fin' });
    const { by, how } = (this.#endings.find((ending) => ending.how !== 'fin') ?? this.#endings[0]) as Ending;
    this.#recorder.append({ type: 'connection-closed', t: this.#clock.now(), conn: this.id, by, how });
  }
}
