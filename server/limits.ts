import type { Rate } from './rate.ts';

/**
 * Every bound of the lab as a whole, in one place; those of single endpoints are in endpoints/limits.ts. Times are
 * milliseconds and sizes bytes unless the name says otherwise. Each says
 * what is answered beyond it.
 */

// Connections
/** Connections to one of the lab's origins that are open at once. One more gets a 503, or is cut where it needs TLS first. */
export const MAX_CONNECTIONS = 20_000;
/** The same for the application's origin: pages, their control channels, programs. */
export const MAX_APP_CONNECTIONS = 1_000;

// Requests to the application
/** The longest header section: 431 beyond. Those to the lab's origins have the bound of node:http, which is the same. */
export const MAX_HEADER_BYTES = 16 * 1024;
/** How long a client may take to send a header section: 408 beyond. */
export const HEADERS_MS = 15_000;
/** How often slow requests are looked for. */
export const HEADERS_CHECK_MS = 5_000;

/** How often the API is asked, by everybody together: 429 with `Retry-After` beyond. */
export const API_RATE: Rate = { perSecond: 50, burst: 200 };

// The control channel
/** How often one page asks. Opening a herd of 200 clients one by one, and closing it, fits. Beyond, the answer is a refusal. */
export const CONTROL_RATE: Rate = { perSecond: 200, burst: 1_000 };
/** The longest message of a page. A report of 10,000 operation events fits. Close code 1009 beyond. */
export const MAX_CONTROL_MESSAGE_BYTES = 16 * 1024 * 1024;
/** A page that is this far behind is told to come back: it then gets the recording as it is by then. */
export const MAX_PAGE_BACKLOG_BYTES = 512 * 1024 * 1024;

// The raw client; how much it sends and how long it listens is in contract/raw.ts, since the page knows it too
/** It hangs up once it has read so much. */
export const MAX_RAW_ANSWER_BYTES = 1024 * 1024;
/** How long it tries to get a connection, TLS included. */
export const RAW_CONNECT_MS = 5_000;

// The recording
/** How much of a recording is kept in memory, in its binary form. */
export const MAX_RECORDING_BYTES = 256 * 1024 * 1024;
/** How long a file of `--record` grows. */
export const MAX_RECORDING_FILE_BYTES = 256 * 1024 * 1024;
/** How much may wait for the disk. It is shared with what memory keeps until that lets go of it. */
export const MAX_FILE_BACKLOG_BYTES = 64 * 1024 * 1024;
