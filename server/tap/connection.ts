import type { Socket } from 'node:net';
import type { Direction } from '../../contract/direction.ts';
import { DIRECTIONS } from '../../contract/direction.ts';
import { FAULTS, type Fault, type FaultType } from '../../contract/faults.ts';
import type { OriginId } from '../../contract/origin.ts';
import type { Recorder } from '../capture/recorder.ts';
import type { Clock } from '../context.ts';
import type { FaultyConnection } from '../faults/doing.ts';
import { doingOf } from '../faults/faults.ts';
import { InputError } from '../validate.ts';
import { HeldMeter } from './held-meter.ts';
import { resetSocket } from './reset.ts';
import { Tap, type Ending, type TapWatcher } from './tap.ts';

const OTHER_WAY = {
  'client-to-server': 'server-to-client',
  'server-to-client': 'client-to-server',
} as const satisfies Record<Direction, Direction>;
const OTHER_END = { client: 'server', server: 'client', fault: 'fault' } as const;

/** What a connection is besides one that a client opened to the lab's own server. */
export interface Leg {
  /** Whether TLS comes first, where the origin does not tell. */
  readonly secure?: boolean;
  /** The lab opened it: the lab is its client. */
  readonly isOutgoing?: boolean;
  /** The connection whose bytes it carries on. */
  readonly pair?: number;
}

/** A socket that has just come. */
export interface Accepted {
  readonly id: number;
  readonly origin: OriginId;
  readonly raw: Socket;
  readonly leg?: Leg | undefined;
}

/** The facts of one TCP connection, from its beginning to its close, and the faults that are put on it. */
export class Connection implements TapWatcher, FaultyConnection {
  readonly id: number;
  readonly origin: OriginId;
  readonly clock: Clock;
  readonly raw: Socket;
  readonly #recorder: Recorder;
  readonly #isOutgoing: boolean;
  /** Present once a fault was put on it: an empty map costs 200 bytes, and 10,000 connections may be open. */
  #faults: Map<FaultType, Fault> | undefined;
  readonly #endings: Ending[] = [];
  #tap: Tap | undefined;
  /** Present once a fault held something. */
  #meters: Readonly<Record<Direction, HeldMeter>> | undefined;
  /** A fault has closed it: what its ends do from then on is not their doing. */
  #isClosedByFault = false;
  #isClosed = false;

  /** `closed` is called when its socket is. */
  constructor(
    { id, origin, raw, leg = {} }: Accepted,
    recorder: Recorder,
    clock: Clock,
    closed: (connection: Connection) => void,
  ) {
    this.id = id;
    this.origin = origin;
    this.raw = raw;
    this.#recorder = recorder;
    this.clock = clock;
    this.#isOutgoing = leg.isOutgoing === true;
    // A peer that is gone already has no address any more.
    const near = { address: raw.localAddress ?? '', port: raw.localPort ?? 0 };
    const far = { address: raw.remoteAddress ?? '', port: raw.remotePort ?? 0 };
    const [client, server] = this.#isOutgoing ? [near, far] : [far, near];
    recorder.append({
      type: 'connection-opened',
      t: clock.now(),
      conn: id,
      origin,
      ...(leg.secure === undefined ? {} : { secure: leg.secure }),
      ...(leg.pair === undefined ? {} : { pair: leg.pair }),
      clientAddress: client.address,
      clientPort: client.port,
      serverAddress: server.address,
      serverPort: server.port,
    });
    // `on`, since it comes once anyway and `once` costs three objects.
    raw.on('close', () => {
      this.#closed();
      closed(this);
    });
  }

  /** Puts the tap on: on the raw socket, or on the TLS socket around it. */
  tapOn(socket: Socket): Tap {
    this.#tap = new Tap(socket, this);
    for (const fault of this.faults) this.#addGates(fault);
    return this.#tap;
  }

  /** Whether its socket's `close` has come. `raw.closed` is true before that. */
  get isClosed(): boolean {
    return this.#isClosed;
  }

  get protocol(): 'http1' | 'http2' {
    return this.#tap?.alpnProtocol === 'h2' ? 'http2' : 'http1';
  }

  /**
   * The tap takes whoever is at the other end of its socket for the client. Where that is the server, what it calls one
   * direction is the other.
   */
  #seen(direction: Direction): Direction {
    return this.#isOutgoing ? OTHER_WAY[direction] : direction;
  }

  history(): ReturnType<FaultyConnection['history']> {
    const chunks = this.#recorder.chunksOf(this.id);
    if (chunks !== undefined) return chunks;
    throw new InputError(
      `The recording does not hold all of connection ${this.id} any more, so its frames cannot be told apart. Put this fault on its origin: it then acts on new connections.`,
    );
  }

  chunk(direction: Direction, byteCount: number): Buffer {
    return this.#recorder.addChunk(this.id, this.#seen(direction), byteCount);
  }

  held(direction: Direction, byteCount: number): void {
    this.#meters ??= {
      'client-to-server': this.#createMeter('client-to-server'),
      'server-to-client': this.#createMeter('server-to-client'),
    };
    this.#meters[this.#seen(direction)].set(byteCount);
  }

  #createMeter(direction: Direction): HeldMeter {
    return new HeldMeter(direction, this.clock, (way, bytes) => {
      this.#recorder.append({ type: 'held', t: this.clock.now(), conn: this.id, direction: way, bytes });
    });
  }

  /** Each end is told of once, and nothing after a reset or a failure: those end both directions. */
  ended({ by, ...told }: Ending): void {
    const ending = { ...told, by: this.#isOutgoing ? OTHER_END[by] : by };
    if (this.#isClosedByFault) return;
    if (this.#endings.some((other) => other.by === ending.by || other.how !== 'fin')) return;
    this.#endings.push(ending);
    this.#recorder.append({ type: 'connection-ended', t: this.clock.now(), conn: this.id, ...ending });
  }

  /** The faults at work on it, those of its origin included, in the order they came. */
  get faults(): Iterable<Fault> {
    return this.#faults?.values() ?? [];
  }

  /** Puts a fault on. One of the same type is taken off first. Throws InputError when it cannot act here. */
  applyFault(fault: Fault): void {
    const { label, on } = FAULTS[fault.type];
    if (!on.includes('connection')) {
      throw new InputError(`"${label}" is for an origin, not for one connection.`);
    }
    this.removeFault(fault.type);
    this.#recordFault(fault, true);
    try {
      this.addFault(fault);
    } catch (error) {
      this.#recordFault(fault, false);
      throw error;
    }
  }

  /** Takes a fault off. Answers false when there was none of that type. */
  removeFault(type: FaultType): boolean {
    const fault = this.#faults?.get(type);
    if (fault === undefined) return false;
    // The record comes first: what was held crosses after the fault is gone.
    this.#recordFault(fault, false);
    this.dropFault(fault);
    return true;
  }

  /** As applyFault, for faults that are in the recording already: those of the origin. */
  addFault(fault: Fault): void {
    const doing = doingOf(fault);
    if (doing.kind === 'at-once') {
      doing.run(this, fault);
    } else if (doing.kind === 'gates') {
      this.#addGates(fault);
      this.#faults ??= new Map();
      this.#faults.set(fault.type, fault);
    }
  }

  /** As removeFault, for faults of the origin. Does nothing when this very fault is not on it. */
  dropFault(fault: Fault): void {
    if (this.#faults?.get(fault.type) !== fault) return;
    this.#faults.delete(fault.type);
    for (const direction of DIRECTIONS) this.#tap?.removeGate(this.#seen(direction), fault.type);
  }

  /** A fault that is on the origin could not be put on this connection. */
  recordWithout(fault: Fault): void {
    this.#recordFault(fault, false);
  }

  reset(): boolean {
    return resetSocket(this.raw, this.#tap?.inner);
  }

  /** Resets the TCP connection: a real RST on the wire (RFC 9293 §3.5.2), unless a FIN is on its way already. */
  cut(): void {
    this.ended({ by: 'fault', how: this.reset() ? 'reset' : 'fin' });
    this.#tap?.destroy();
  }

  /** As when the server's process dies: its system resets what it had open. */
  crash(): void {
    if (this.raw.destroyed) return;
    this.ended({ by: 'server', how: this.reset() ? 'reset' : 'fin' });
    this.#tap?.destroy();
  }

  cutWhenSent(): void {
    this.#tap?.whenSent(() => {
      // Somebody else may have ended it meanwhile.
      if (!this.raw.destroyed) this.cut();
    });
  }

  closeWhenSent(how: 'fin' | 'timeout'): void {
    this.#tap?.whenSent(() => {
      if (this.raw.destroyed) return;
      this.ended({ by: 'fault', how });
      this.#isClosedByFault = true;
      this.raw.destroy();
      this.#tap?.destroy();
    });
  }

  halfClose(direction: Direction): void {
    if (this.#tap === undefined) return;
    this.ended({ by: 'fault', how: 'fin' });
    this.#tap.halfClose(this.#seen(direction));
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
    if (doing.kind !== 'gates' || this.#tap === undefined) return;
    const gates = doing.create(fault, this);
    for (const direction of DIRECTIONS) {
      const create = gates[direction];
      if (create !== undefined)
        this.#tap.addGate(this.#seen(direction), fault.type, create, doing.nearClient);
    }
  }

  #recordFault(fault: Fault, active: boolean): void {
    this.#recorder.append({ type: 'fault', t: this.clock.now(), conn: this.id, fault, active });
  }

  #closed(): void {
    this.#isClosed = true;
    for (const direction of DIRECTIONS) this.#meters?.[direction].stop();
    // The server's own ends are told by the tap or by TLS. What is left is a client that leaves in the handshake.
    if (this.#endings.length === 0) this.ended({ by: 'client', how: 'fin' });
    const { by, how } = (this.#endings.find((ending) => ending.how !== 'fin') ?? this.#endings[0]) as Ending;
    this.#recorder.append({ type: 'connection-closed', t: this.clock.now(), conn: this.id, by, how });
  }
}
