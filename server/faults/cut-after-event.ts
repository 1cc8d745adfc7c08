import type { FaultOf } from '../../contract/faults.ts';
import { createSseDecoder } from '../../wire/sse/decoder.ts';
import type { FaultDoing } from './doing.ts';
import { createFrameGates } from './frames/frame-gates.ts';
import type { BodyBytes } from './frames/reader.ts';

/** A response body read as an event stream. */
class EventBody {
  readonly #decoder = createSseDecoder();
  #length = 0;

  /** Where the event with that id ends in the direction, when these bytes complete it. */
  endOf(eventId: string, { start, bytes }: BodyBytes): number | undefined {
    const before = this.#length;
    this.#length += bytes.length;
    const found = this.#decoder.push(bytes).find(({ type, id }) => type === 'event' && id === eventId);
    // An event that ended with the bytes before is only known to be over now.
    return found && start + Math.max(0, found.end - before);
  }
}

/** Cuts where a client must go on with Last-Event-ID and lose nothing. */
export const cutAfterEvent: FaultDoing<FaultOf<'cut-after-event'>> = {
  kind: 'gates',
  nearClient: true,
  create({ eventId }, connection) {
    const events = new Map<number, EventBody>();
    let cutAt: number | undefined;
    const look = (bodies: readonly BodyBytes[]): number | undefined => {
      for (const bytes of bodies) {
        const body = events.get(bytes.body) ?? new EventBody();
        events.set(bytes.body, body);
        const end = body.endOf(eventId, bytes);
        if (end !== undefined) return end;
      }
      return undefined;
    };
    let isOver = false;
    return createFrameGates(
      connection,
      {
        'server-to-client': ({ forward, lose }) => ({
          end() {
            if (!isOver) forward('end');
          },
          bodies(bodies) {
            cutAt ??= look(bodies);
          },
          piece({ bytes, start }) {
            if (isOver) lose(bytes.length);
            else if (cutAt === undefined || start + bytes.length < cutAt) forward(bytes);
            else {
              isOver = true;
              const passing = bytes.subarray(0, Math.max(0, cutAt - start));
              if (passing.length > 0) forward(passing);
              lose(bytes.length - passing.length);
              connection.cutWhenSent();
            }
          },
        }),
      },
      // What crossed before the fault was there does not count, but an event may have begun in it.
      (bodies) => void look(bodies),
    );
  },
};
