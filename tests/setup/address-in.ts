const START_MS = 30_000;

/** Resolves with the address that a program prints when it has started: the first group of `pattern`. */
export function addressIn(output: NodeJS.ReadableStream, pattern: RegExp, program: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(() => {
      reject(new Error(`${program} did not start within ${START_MS / 1000} s: ${text}`));
    }, START_MS);
    output.on('data', (piece: Buffer) => {
      text += piece.toString();
      const found = pattern.exec(text)?.[1];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    });
  });
}
