import { DIRECTIONS, opposite, type Direction } from '../../contract/direction.ts';
import type { Connection, Ending, Gap } from '../model.ts';
import type { RawSource } from '../sources.ts';
import type { Trace } from '../trace.ts';
import { createTcpFlow, TCP_FLAGS, type Endpoints } from './tcp-packet.ts';

/** Longer chunks become several segments. */
const MAX_SEGMENT_BYTES = 16_384;
/** The receiver acknowledges from this many bytes on. With the largest segment on top it stays below the window. */
const ACKNOWLEDGE_BYTES = 32_768;

/** Something that happened on a connection, in the order in which it has to be told. */
type Step = { readonly t: number } & (
  | { readonly kind: 'open' }
  | { readonly kind: 'chunk'; readonly source: RawSource; readonly start: number; readonly end: number }
  | { readonly kind: 'gap'; readonly bytes: number }
  | { readonly kind: 'end'; readonly direction: Direction; readonly flags: number }
);

/** What of a connection is to be written at once. */
export interface Turn {
  /** Turns of several connections are put in order by this, in milliseconds. Never below an earlier turn's. */
  readonly order: number;
  /** When it crossed the tap, in milliseconds since the recording began. */
  readonly t: number;
  /** The packets, which are made when they are asked for. Turns must be taken in order. */
  packets(): Generator<Packet, void, undefined>;
}

export interface Packet {
  readonly bytes: Uint8Array;
  /** For people; mostly empty. */
  readonly comment: string;
}

/** The packet that told of an ending, or undefined where none did: a client that fell silent. */
function endOf({ t, by, how }: Ending): Step | undefined {
  if (how === 'timeout' && by === 'client') return undefined;
  const direction = by === 'client' ? 'client-to-server' : 'server-to-client';
  const flag = how === 'reset' ? TCP_FLAGS.RST : TCP_FLAGS.FIN;
  return { t, kind: 'end', direction, flags: flag | TCP_FLAGS.ACK };
}

type ChunkStep = Extract<Step, { kind: 'chunk' }>;

function chunkSteps(trace: Trace, { id, protocol }: Connection): ChunkStep[] {
  const steps: ChunkStep[] = [];
  for (const direction of DIRECTIONS) {
    const source = trace.rawSource(id, direction);
    if (!source) continue;
    for (const { t, start, end } of source.chunks()) steps.push({ t, kind: 'chunk', source, start, end });
  }
  steps.sort((a, b) => a.t - b.t);
  /*
   * Over TLS a server may send its SETTINGS before the client's connection preface has come (RFC 9113 §3.4). Dissectors
   * know HTTP/2 in the clear by that preface alone, so it is told first, at its own time.
   */
  const preface = protocol === 'http2' ? steps.findIndex(({ source, start }) => isFirst(source, start)) : -1;
  return preface > 0 ? [...steps.splice(preface, 1), ...steps] : steps;
}

const isFirst = (source: RawSource, start: number): boolean =>
  source.direction === 'client-to-server' && start === 0;

/** Puts each gap before the first chunk that came after it. */
function withGaps(steps: readonly ChunkStep[], gaps: readonly Gap[]): Step[] {
  const waiting = [...gaps];
  return steps.flatMap((step): Step[] => {
    const before: Step[] = [];
    for (let gap = waiting[0]; gap && step.start >= gap.at[step.source.direction]; gap = waiting[0]) {
      before.push({ t: step.t, kind: 'gap', bytes: gap.bytes });
      waiting.shift();
    }
    return [...before, step];
  });
}

function stepsOf(trace: Trace, connection: Connection): Step[] {
  const steps = withGaps(chunkSteps(trace, connection), connection.gaps);
  for (const ending of connection.endings) {
    const step = endOf(ending);
    if (!step) continue;
    const later = steps.findIndex(({ t }) => t > step.t);
    /* The preface may stand before earlier bytes; what ends a connection follows what was told at its time. */
    steps.splice(later < 0 ? steps.length : later, 0, step);
  }
  return [{ t: connection.openedAt, kind: 'open' }, ...steps];
}

/**
 * A connection as TCP would have told it: handshake, the chunks of both directions by time, acknowledgments, and how it
 * ended. The bytes are those of the recording; which segments carried them is not known, so the segments are made up.
 * `ends` may name other ports than the connection's own; `comment` goes to the SYN.
 */
export function conversationOf(
  trace: Trace,
  connection: Connection,
  ends: Endpoints,
  comment: string,
): Turn[] {
  const flow = createTcpFlow(ends);
  const { SYN, ACK, PSH, FIN } = TCP_FLAGS;
  const packet = (direction: Direction, flags: number, payload?: Uint8Array, note = ''): Packet => ({
    bytes: flow.segment(direction, flags, payload),
    comment: note,
  });
  let note = '';

  function* packetsOf(step: Step): Generator<Packet, void, undefined> {
    switch (step.kind) {
      case 'open':
        yield packet('client-to-server', SYN, undefined, comment);
        yield packet('server-to-client', SYN | ACK);
        yield packet('client-to-server', ACK);
        break;
      case 'gap':
        for (const direction of DIRECTIONS) flow.skip(direction, step.bytes);
        note = `Before this packet, ${step.bytes} bytes of this connection were dropped from the recording.`;
        break;
      case 'chunk': {
        const { direction } = step.source;
        for (let at = step.start; at < step.end; at += MAX_SEGMENT_BYTES) {
          const payload = step.source.bytes(at, Math.min(at + MAX_SEGMENT_BYTES, step.end));
          yield packet(direction, PSH | ACK, payload, note);
          note = '';
          if (flow.unacknowledged(direction) >= ACKNOWLEDGE_BYTES) yield packet(opposite(direction), ACK);
        }
        break;
      }
      case 'end':
        yield packet(step.direction, step.flags);
        if (step.flags & FIN) yield packet(opposite(step.direction), ACK);
        break;
    }
  }

  let order = 0;
  return stepsOf(trace, connection).map((step) => {
    order = Math.max(order, step.t);
    return { order, t: step.t, packets: () => packetsOf(step) };
  });
}
