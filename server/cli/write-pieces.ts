/** Pieces are joined until there is so much to write, in bytes or characters. */
const PIECE_SIZE = 65_536;

/**
 * Writes pieces one after the other and waits where the reader is slow. A reader that went away (a closed pipe) ends it
 * quietly; any other error rejects. The stream is left open.
 */
export async function writePieces(
  pieces: Iterable<Uint8Array | string>,
  output: NodeJS.WritableStream,
): Promise<void> {
  let failure: NodeJS.ErrnoException | undefined;
  const onError = (error: NodeJS.ErrnoException): void => {
    failure ??= error;
  };
  output.on('error', onError);
  let waiting: Uint8Array[] = [];
  let size = 0;
  const flush = async (): Promise<void> => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    size = 0;
    if (bytes.length === 0 || failure) return;
    await new Promise<void>((resolve) => {
      output.write(bytes, (error) => {
        if (error) onError(error);
        resolve();
      });
    });
  };
  try {
    for (const piece of pieces) {
      const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
      waiting.push(bytes);
      size += bytes.length;
      if (size >= PIECE_SIZE) await flush();
      if (failure) break;
    }
    await flush();
    if (failure && failure.code !== 'EPIPE') throw failure;
  } finally {
    output.removeListener('error', onError);
    // An error that comes later (the pipe closed after the last write) is nobody's.
    output.on('error', () => {});
  }
}
