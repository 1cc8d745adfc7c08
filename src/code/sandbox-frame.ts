import type { CodeStart, FromCode, ToCode } from './messages.ts';

/* Where the lab serves the empty document: server/app/code-frame.ts. */
const ADDRESS = '/code-frame';
const LOAD_MS = 10_000;

/** Code that runs in a worker of a sandboxed frame. */
export interface Sandbox {
  send(message: ToCode): void;
  /** Ends the worker, whatever it is doing, and closes its connections. */
  close(): void;
}

/** Makes a sandbox and starts the code. Rejects with a message for people when the lab does not give its document. */
export async function openSandbox(
  worker: string,
  start: CodeStart,
  onMessage: (message: FromCode) => void,
): Promise<Sandbox> {
  const frame = document.createElement('iframe');
  frame.sandbox.add('allow-scripts');
  frame.hidden = true;
  frame.title = 'Code of the lesson';
  frame.src = ADDRESS;
  const { port1, port2 } = new MessageChannel();
  const close = (): void => {
    port1.close();
    frame.remove();
  };
  const loaded = new Promise<void>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error('The lab did not give the sandbox for the code. Nothing was run; try again.')),
      LOAD_MS,
    );
    frame.onload = () => {
      clearTimeout(timer);
      resolve();
    };
  });
  document.body.append(frame);
  try {
    await loaded;
  } catch (error) {
    close();
    throw error;
  }
  port1.onmessage = ({ data }: MessageEvent<FromCode>) => onMessage(data);
  /* The origin of the frame is opaque, and has no name that could be given here. */
  frame.contentWindow?.postMessage({ worker, start }, '*', [port2]);
  return { send: (message) => port1.postMessage(message), close };
}
