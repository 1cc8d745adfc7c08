/** A recording larger than this is not fetched: the page holds all of it in memory. */
export const MAX_FETCHED_BYTES = 512 * 1024 * 1024;

/** A recording that can be read once, part by part. A part is there until the next one is asked for: its memory is used again. */
export interface RecordingSource {
  /** In bytes; undefined when that is not known before the end. */
  readonly size: number | undefined;
  readonly parts: AsyncIterable<Uint8Array>;
}

/** A file that was chosen or dropped. */
export function fileSource(file: File): RecordingSource {
  return { size: file.size, parts: partsOf(file.stream()) };
}

/** The address of a recording on the page's own origin. Throws with the reason when it leads elsewhere. */
export function recordingAddress(text: string, page: string): URL {
  const url = URL.canParse(text, page) ? new URL(text, page) : undefined;
  if (!url) throw new Error('This is not an address.');
  if (url.origin !== new URL(page).origin) {
    throw new Error(
      `It is on another origin, ${url.origin}. Save it as a file and open that, or let the lab serve it: --recordings <folder>.`,
    );
  }
  return url;
}

/** Fetches a recording from an address of this origin. Rejects with the reason, as its parts do. */
export async function fetchRecording(url: URL): Promise<RecordingSource> {
  const response = await fetch(url, { mode: 'same-origin', redirect: 'error' });
  if (response.status === 404) throw new Error(`There is nothing at ${url.pathname}.`);
  if (!response.ok || !response.body) throw new Error(`${url.pathname} answered ${response.status}.`);
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  if (length > MAX_FETCHED_BYTES) throw new Error(tooLarge(length));
  return { size: length > 0 ? length : undefined, parts: partsOf(response.body, MAX_FETCHED_BYTES) };
}

/* A stream can be iterated in few browsers so far. */
async function* partsOf(
  stream: ReadableStream<Uint8Array<ArrayBuffer>>,
  most = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = readerOf(stream);
  try {
    let size = 0;
    let next = reader.read();
    for (let part = await next; !part.done; part = await next) {
      /* Comes while this one is looked at. What goes wrong with it is told when it is waited for. */
      next = reader.read();
      next.catch(() => undefined);
      size += part.value.length;
      if (size > most) throw new Error(tooLarge(size));
      yield part.value;
    }
  } finally {
    await reader.cancel();
  }
}

type PartReader = Pick<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>, 'read' | 'cancel'>;

const PART_BYTES = 524_288;

/**
 * Reads into the same two pieces of memory by turns, the one that is looked at and the one that comes: to be given new
 * memory for each part takes longer than to fill it (docs/decisions/0062). Some browsers give new memory all the same.
 */
function readerOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): PartReader {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = stream.getReader({ mode: 'byob' });
  } catch {
    return stream.getReader();
  }
  const free = [new ArrayBuffer(PART_BYTES), new ArrayBuffer(PART_BYTES)];
  return {
    async read() {
      const part = await reader.read(new Uint8Array(free.shift() ?? new ArrayBuffer(PART_BYTES)));
      if (part.value) free.push(part.value.buffer);
      return part.done ? { done: true, value: undefined } : part;
    },
    cancel: (reason) => reader.cancel(reason),
  };
}

function tooLarge(bytes: number): string {
  const mega = (n: number): string => `${Math.round(n / 1_048_576)} MiB`;
  return `It has ${mega(bytes)} or more; at most ${mega(MAX_FETCHED_BYTES)} are fetched.`;
}
