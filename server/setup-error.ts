/** Something the lab needs cannot be had: a port, a folder, a file. The message is one line and names the way out. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}
