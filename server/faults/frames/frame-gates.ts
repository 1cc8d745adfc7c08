import { DIRECTIONS, type Direction } from '../../../contract/direction.ts';
import type { CreateGate, FaultyConnection, Gates } from '../doing.ts';
import type { Gate, GateOutput } from '../gate.ts';
import { createFrameReader, type BodyBytes, type FrameReader, type Piece } from './reader.ts';

/** What a frame-aware fault does in a direction where it acts. */
export interface PieceHandler {
  /** Takes the next piece; hands it on, holds it or loses it. */
  piece(piece: Piece): void;
  /** Response content in the pieces that come next. Server to client only. */
  bodies?(bodies: readonly BodyBytes[]): void;
  /** See Gate. */
  readonly roomBytes?: number;
  /** This direction ends. Without this, the end goes on at once. */
  end?(): void;
  open?(): void;
  stop?(): void;
}

export type PieceHandlers = { readonly [D in Direction]?: (output: GateOutput) => PieceHandler };

/**
 * The gates of a frame-aware fault. There is one in each direction, since what a response is depends on its request; in a
 * direction without a handler it only looks. Put on in the midst of a connection, it first reads all that has crossed.
 */
export function createFrameGates(
  connection: FaultyConnection,
  handlers: PieceHandlers,
  seen: (bodies: readonly BodyBytes[]) => void = () => {},
): Gates {
  const reader = createFrameReader(connection.protocol);
  for (const { direction, bytes } of connection.history()) seen(reader.push(direction, bytes).bodies);
  // The first part of a frame that is on its way now has gone on already.
  for (const direction of DIRECTIONS) reader.release(direction);
  const gateOf = (direction: Direction): CreateGate => {
    const create = handlers[direction];
    return create === undefined
      ? (output) => createOnlooker(direction, reader, output)
      : (output) => createFrameGate(direction, reader, output, create(output));
  };
  return {
    'client-to-server': gateOf('client-to-server'),
    'server-to-client': gateOf('server-to-client'),
  };
}

function createOnlooker(direction: Direction, reader: FrameReader, { forward }: GateOutput): Gate {
  return {
    blocksReading: false,
    push(item) {
      if (item !== 'end') {
        reader.push(direction, item);
        reader.release(direction);
      }
      forward(item);
    },
    open() {},
    stop() {},
  };
}

function createFrameGate(
  direction: Direction,
  reader: FrameReader,
  { forward }: GateOutput,
  handler: PieceHandler,
): Gate {
  return {
    blocksReading: false,
    ...(handler.roomBytes === undefined ? {} : { roomBytes: handler.roomBytes }),
    push(item) {
      if (item === 'end') {
        const rest = reader.release(direction);
        if (rest !== undefined) handler.piece(rest);
        if (handler.end === undefined) forward('end');
        else handler.end();
        return;
      }
      const { pieces, bodies } = reader.push(direction, item);
      if (bodies.length > 0) handler.bodies?.(bodies);
      for (const piece of pieces) handler.piece(piece);
    },
    open() {
      handler.open?.();
      const rest = reader.release(direction);
      if (rest !== undefined) forward(rest.bytes);
    },
    stop: () => handler.stop?.(),
  };
}
