import type { FaultOf } from '../../contract/faults.ts';
import { createContentInflate } from '../../trace/inflate.ts';
import { createSseDecoder } from '../../wire/sse/decoder.ts';
import type { FaultDoing } from './doing.ts';
import { createFrameGates } from './frames/frame-gates.ts';
import type { BodyBytes } from './frames/reader.ts';

/** The first byte of gzip (RFC 1952 §2.3.1), a control character that no event stream begins with. */
const GZIP_FIRST_BYTE = 0x1f;
/** What some compressed bytes may become. Beyond it the body is not read on. */
const MAX_INFLATED_BYTES = 16 * 1024 * 1024;

/** A response body read as an event stream, plain or behind gzip. */
class EventBody {
  readonly #decoder = createSseDecoder();
  #length = 0;
  #inflate: ReturnType<typeof createContentInflate> | undefined;
  #isUnreadable = false;

  /**
   * Where the event with that id ends in the direction, when these bytes complete it. Behind gzip that is where these
   * bytes end: nothing shorter can be inflated.
   */
  endOf(eventId: string, { start, bytes }: BodyBytes): number | undefined {
    if (this.#length === 0 && bytes[0] === GZIP_FIRST_BYTE) this.#inflate = createContentInflate('gzip');
    const before = this.#length;
    this.#length += bytes.length;
    const found = this.#decoder
      .push(this.#plain(bytes))
      .find(({ type, id }) => type === 'event' && id === eventId);
    if (found === undefined) return undefined;
    if (this.#inflate !== undefined) return start + bytes.length;
    // An event that ended with the bytes before is only known to be over now.
    return start + Math.max(0, found.end - before);
  }

  #plain(bytes: Uint8Array): Uint8Array {
    if (this.#inflate === undefined) return bytes;
    if (this.#isUnreadable) return bytes.subarray(0, 0);
    try {
      return this.#inflate(bytes, MAX_INFLATED_BYTES);
    } catch {
      this.#isUnreadable = true;
      return bytes.subarray(0, 0);
    }
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
