import type { Direction } from '../../contract/direction.ts';
import type { FaultDirection } from '../../contract/faults/direction.ts';
import type { Fault } from '../../contract/faults.ts';
import type { Clock } from '../context.ts';
import type { Gate, GateOutput } from './gate.ts';

/** What a fault may do to the connection that it is on, and what it may know of it. */
export interface FaultyConnection {
  readonly id: number;
  readonly clock: Clock;
  /** What HTTP server the connection has; the fault is there before the first byte, or in the midst of them. */
  readonly protocol: 'http1' | 'http2';
  /** Whatever crossed so far, oldest first. Throws InputError when it is not all in the recording any more. */
  history(): Iterable<{ readonly direction: Direction; readonly bytes: Uint8Array }>;
  /** Resets it, now: RST. */
  cut(): void;
  /** Resets it once everything that was handed on has been sent. */
  cutWhenSent(): void;
  /** Ends it in good order once everything that was handed on has been sent. */
  closeWhenSent(how: 'fin' | 'timeout'): void;
  /** Ends one direction; the other goes on. */
  halfClose(direction: Direction): void;
}

/** Makes the gate of one direction. */
export type CreateGate = (output: GateOutput) => Gate;
export type Gates = { readonly [D in Direction]?: CreateGate };

/**
 * How a fault is done:
 * - `at-once`: to the whole connection.
 * - `gates`: by a gate in each direction that it names. `nearClient`: they stand at the client's end of the line, so that
 *   they see what the recording shows; otherwise behind the gates that are there.
 * - `on-accept`: to connections that are new.
 */
export type FaultDoing<F extends Fault> =
  | { readonly kind: 'at-once'; run(connection: FaultyConnection, fault: F): void }
  | {
      readonly kind: 'gates';
      readonly nearClient?: boolean;
      create(fault: F, connection: FaultyConnection): Gates;
    }
  | { readonly kind: 'on-accept'; accept(connection: FaultyConnection): void };

/** The same gate in each direction that the fault names, on its own. */
export function inEach(
  direction: FaultDirection,
  create: (output: GateOutput, way: Direction) => Gate,
): Gates {
  const gates: { [D in Direction]?: CreateGate } = {};
  if (direction !== 'server-to-client')
    gates['client-to-server'] = (output) => create(output, 'client-to-server');
  if (direction !== 'client-to-server')
    gates['server-to-client'] = (output) => create(output, 'server-to-client');
  return gates;
}

/** The same handler in each direction that the fault names, on its own. */
export function oneHandlerEach<H>(
  direction: FaultDirection,
  create: (output: GateOutput) => H,
): { readonly [D in Direction]?: (output: GateOutput) => H } {
  return {
    ...(direction === 'server-to-client' ? {} : { 'client-to-server': create }),
    ...(direction === 'client-to-server' ? {} : { 'server-to-client': create }),
  };
}
