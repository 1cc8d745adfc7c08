/** A recording larger than this is not fetched: the page holds all of it in memory. */
export const MAX_FETCHED_BYTES = 512 * 1024 * 1024;

/** Where the response does not say how long it is. */
const FIRST_BYTES = 1024 * 1024;

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

/** Reads a recording from an address of this origin. Rejects with the reason; `progress` is told the share, 0 to 1. */
export async function fetchRecording(url: URL, progress: (share: number) => void): Promise<Uint8Array> {
  const response = await fetch(url, { mode: 'same-origin', redirect: 'error' });
  if (response.status === 404) throw new Error(`There is nothing at ${url.pathname}.`);
  if (!response.ok || !response.body) throw new Error(`${url.pathname} answered ${response.status}.`);
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  if (length > MAX_FETCHED_BYTES) throw new Error(tooLarge(length));
  /* As long as was announced, and longer when more comes all the same: nothing is kept twice. */
  let bytes = new Uint8Array(length > 0 ? length : FIRST_BYTES);
  let size = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    const end = size + part.value.length;
    if (end > MAX_FETCHED_BYTES) {
      await reader.cancel();
      throw new Error(tooLarge(end));
    }
    if (end > bytes.length) {
      const larger = new Uint8Array(Math.max(end, Math.min(2 * bytes.length, MAX_FETCHED_BYTES)));
      larger.set(bytes.subarray(0, size));
      bytes = larger;
    }
    bytes.set(part.value, size);
    size = end;
    if (length > 0) progress(Math.min(1, size / length));
  }
  return bytes.subarray(0, size);
}

function tooLarge(bytes: number): string {
  const mega = (n: number): string => `${Math.round(n / 1_048_576)} MiB`;
  return `It has ${mega(bytes)} or more; at most ${mega(MAX_FETCHED_BYTES)} are fetched.`;
}
