import * as v from 'valibot';

/** `graceful`: everybody is told to leave, and then left. `crash`: every connection is reset, as when a process dies. */
export const RESTARTS = ['graceful', 'crash'] as const;
export type RestartKind = (typeof RESTARTS)[number];

/** The close codes a server that restarts can say goodbye with: Going Away (RFC 6455 §7.4.1), or Service Restart (IANA registry). */
export const RESTART_CLOSE_CODES = [1001, 1012] as const;

/** How long the ports are closed when nobody says: long enough to be seen, short enough to wait for. */
export const DEFAULT_BACK_AFTER_MS = 3_000;

const milliseconds = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(60_000));

/** How the lab's origins go away in good order, and come back. */
export const restartOptionsSchema = v.strictObject({
  /** How long the ports are closed, in milliseconds. */
  backAfterMs: v.optional(milliseconds, DEFAULT_BACK_AFTER_MS),
  /** The code that open WebSockets are closed with. */
  closeCode: v.optional(v.picklist(RESTART_CLOSE_CODES), 1012),
  /** The `retry` that event streams end with, in milliseconds; 0: none. Left out: just longer than the ports are closed. */
  retryMs: v.optional(milliseconds),
});
export type RestartOptions = v.InferOutput<typeof restartOptionsSchema>;

/** How the lab's origins crash, and come back. */
export const crashOptionsSchema = v.strictObject({
  /** How long the ports are closed, in milliseconds. */
  backAfterMs: v.optional(milliseconds, DEFAULT_BACK_AFTER_MS),
});
export type CrashOptions = v.InferOutput<typeof crashOptionsSchema>;

/** What a restart or a crash of the lab's origins does, in one or two sentences for people. */
export function explainRestart(kind: RestartKind): string {
  return kind === 'graceful'
    ? 'HTTP/2 gets GOAWAY, WebSockets a Close frame, event streams a retry field and their end, HTTP/1.1 Connection: close. Then the ports are closed for a while.'
    : 'Every connection is reset, as when a process dies, and the ports are closed for a while.';
}
