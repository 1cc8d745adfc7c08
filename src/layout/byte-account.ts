import { IndexList } from '../../trace/lists.ts';
import type { Exchange, Operation } from '../../trace/model.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Colour } from './colour.ts';
import { BYTE_KINDS, endsMessage, frameBytes, type ByteKind } from './frame-bytes.ts';
import { firstFrameAfter, firstFrameAt } from './frame-search.ts';
import type { TimeWindow } from './timeline-marks.ts';

/** The bytes of one transport over one HTTP version, in both directions. */
export interface ByteGroup {
  readonly key: string;
  readonly label: string;
  readonly colour: Colour;
  readonly bytes: Readonly<Record<ByteKind, number>>;
  readonly total: number;
  readonly messages: number;
}

const TRANSPORT_WORDS: Readonly<Record<Operation['transport'], readonly [string, Colour | undefined]>> = {
  sse: ['Server-Sent Events', 'sse'],
  websocket: ['WebSocket', 'websocket'],
  'long-poll': ['Long polling', 'poll'],
  poll: ['Polling', 'poll'],
  fetch: ['fetch', undefined],
  'early-hints': ['Early Hints', 'hints'],
  push: ['Push', undefined],
  raw: ['Raw bytes', undefined],
};

/** Whose bytes a row's are: of an exchange, or of the connection itself. */
interface Owner {
  readonly isHttp2: boolean;
  readonly exchange: Exchange | undefined;
}

const ownerOf = (trace: Trace, row: number): Owner => ({
  isHttp2: trace.connections.get(trace.frames.conn(row))?.protocol === 'http2',
  exchange: trace.exchanges[trace.frames.exchange(row) - 1],
});

/** Owners that will always be in one group. What a request without an operation carries is known from its response on. */
function ownerKey({ isHttp2, exchange }: Owner): string {
  const http = isHttp2 ? '2' : '1';
  if (!exchange) return http;
  if (exchange.op !== undefined) return `${http} op ${exchange.op}`;
  return exchange.respondedAt === undefined ? `${http} id ${exchange.id}` : `${http} ${exchange.carries}`;
}

function groupOf(
  trace: Trace,
  { isHttp2, exchange }: Owner,
): readonly [key: string, label: string, colour: Colour] {
  const http = isHttp2 ? 'http2' : 'http1';
  const over = isHttp2 ? 'HTTP/2' : 'HTTP/1.1';
  if (!exchange) return [`own-${http}`, `${over} itself`, http];
  const operation = exchange.op === undefined ? undefined : trace.operations.get(exchange.op);
  const transport = operation?.transport ?? (exchange.carries === 'body' ? undefined : exchange.carries);
  if (!transport) return [`other-${http}`, `Other requests over ${over}`, http];
  const [words, colour] = TRANSPORT_WORDS[transport];
  return [`${transport}-${http}`, `${words} over ${over}`, colour ?? http];
}

const KIND_CODES = [...BYTE_KINDS, 'carried'] as const;
/** Behind the sums of each kind: how many messages. */
const MESSAGES = KIND_CODES.length;

/** What is summed up for each owner, in the order owners first came. */
class Sums {
  readonly byOwner = new Map<string, { readonly owner: Owner; readonly sums: number[] }>();

  of(owner: Owner): number[] {
    const key = ownerKey(owner);
    let found = this.byOwner.get(key);
    if (!found) this.byOwner.set(key, (found = { owner, sums: new Array<number>(MESSAGES + 1).fill(0) }));
    return found.sums;
  }

  add(other: Sums): void {
    for (const { owner, sums } of other.byOwner.values()) {
      const own = this.of(owner);
      for (let at = 0; at <= MESSAGES; at++) own[at] = (own[at] as number) + (sums[at] as number);
    }
  }
}

/** Rows that are summed up together once they are all there: a window takes blocks whole, and rows at its edges. */
const BLOCK_BITS = 11;
const BLOCK_ROWS = 1 << BLOCK_BITS;

/** What the bytes of every frame of a trace are for, worked out once a frame. */
class ByteAccount {
  readonly #trace: Trace;
  readonly #framing = new IndexList();
  /** Content bytes and the kind: four bytes a frame. */
  readonly #content = new IndexList();
  readonly #blocks: Sums[] = [];

  constructor(trace: Trace) {
    this.#trace = trace;
  }

  /** How many frames are counted. */
  get counted(): number {
    return this.#framing.length;
  }

  /** Counts frames up to `end`, at most so many. */
  count(end: number, mostRows: number): void {
    const to = Math.min(end, this.counted + mostRows);
    for (let row = this.counted; row < to; row++) {
      const { framing, content, kind } = frameBytes(this.#trace, row);
      this.#framing.push(framing);
      this.#content.push(content * 8 + KIND_CODES.indexOf(kind));
      if (this.counted % BLOCK_ROWS > 0) continue;
      const block = new Sums();
      this.#sum(block, this.counted - BLOCK_ROWS, this.counted);
      this.#blocks.push(block);
    }
  }

  totals(window: TimeWindow): ByteGroup[] {
    const { frames } = this.#trace;
    const end = Math.min(this.counted, firstFrameAfter(frames, window.to));
    const from = firstFrameAt(frames, window.from);
    const firstBlock = Math.ceil(from / BLOCK_ROWS);
    const endBlock = Math.max(firstBlock, end >> BLOCK_BITS);
    const sums = new Sums();
    this.#sum(sums, from, Math.min(end, firstBlock * BLOCK_ROWS));
    for (let block = firstBlock; block < endBlock; block++) sums.add(this.#blocks[block] as Sums);
    this.#sum(sums, endBlock * BLOCK_ROWS, end);
    return this.#groups(sums);
  }

  #sum(into: Sums, from: number, end: number): void {
    const trace = this.#trace;
    for (let row = from; row < end; row++) {
      if (trace.frames.layer(row) === 'tls') continue;
      const sums = into.of(ownerOf(trace, row));
      const code = this.#content.get(row);
      sums[2] = (sums[2] as number) + this.#framing.get(row);
      sums[code % 8] = (sums[code % 8] as number) + Math.floor(code / 8);
      if (endsMessage(trace, row)) sums[MESSAGES] = (sums[MESSAGES] as number) + 1;
    }
  }

  #groups({ byOwner }: Sums): ByteGroup[] {
    const groups = new Map<string, { label: string; colour: Colour; sums: number[] }>();
    for (const { owner, sums } of byOwner.values()) {
      const [key, label, colour] = groupOf(this.#trace, owner);
      const group = groups.get(key);
      if (!group) groups.set(key, { label, colour, sums: [...sums] });
      else group.sums = group.sums.map((sum, at) => sum + (sums[at] as number));
    }
    return [...groups].map(([key, { label, colour, sums }]) => {
      const [payload = 0, headers = 0, framing = 0, control = 0] = sums;
      const bytes = { payload, headers, framing, control };
      const total = payload + headers + framing + control;
      return { key, label, colour, bytes, total, messages: sums[MESSAGES] as number };
    });
  }
}

const accounts = new WeakMap<Trace, ByteAccount>();

function accountOf(trace: Trace): ByteAccount {
  let account = accounts.get(trace);
  if (!account) accounts.set(trace, (account = new ByteAccount(trace)));
  return account;
}

/**
 * The bytes of the frames that were complete in the window, by transport, in the order they first came. Frames are whole:
 * the beginning of one that is not complete yet is not counted. `mostRows`: how many frames this call may look at for the
 * first time; the totals are of those counted so far, see `shareCounted`.
 */
export function byteTotals(trace: Trace, window: TimeWindow, mostRows = Infinity): ByteGroup[] {
  const account = accountOf(trace);
  account.count(firstFrameAfter(trace.frames, window.to), mostRows);
  return account.totals(window);
}

/** How much of the recording up to the window's end is counted, 0 to 1. */
export function shareCounted(trace: Trace, window: TimeWindow): number {
  const end = firstFrameAfter(trace.frames, window.to);
  return end === 0 ? 1 : Math.min(1, accountOf(trace).counted / end);
}
