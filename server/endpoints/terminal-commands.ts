import type { TerminalTool } from '../../contract/endpoints.ts';
import type { LabOriginId } from '../../contract/origin.ts';

/** Where a command goes. */
export interface CommandTarget {
  /** Such as `https://localhost:5102`. */
  readonly address: string;
  readonly secure: boolean;
}

/** An example as it is written down: its command is made for each origin. */
export interface ExampleSource {
  readonly tool: TerminalTool;
  readonly label: string;
  readonly shows: string;
  readonly endless: boolean;
  /** Undefined: each origin of the lab's own. */
  readonly origins: readonly LabOriginId[] | undefined;
  readonly command: (target: CommandTarget) => string;
}

/** What every example says besides its command. */
export interface ExampleFacts {
  readonly label: string;
  readonly shows: string;
  readonly endless?: boolean;
  readonly origins?: readonly LabOriginId[];
}

const example = (
  tool: TerminalTool,
  { label, shows, endless = false, origins }: ExampleFacts,
  command: ExampleSource['command'],
): ExampleSource => ({ tool, label, shows, endless, origins, command });

/** A word of a POSIX shell that means itself: nothing is special inside single quotes. */
export const quote = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/** Program and options for curl; `-k` accepts the lab's own certificate. */
export const curlWith = ({ secure }: CommandTarget, options: string): string =>
  ['curl', ...(secure ? ['-k'] : []), ...(options === '' ? [] : [options])].join(' ');

/** `curl`, with these options, at this path and query. */
export const curl = (target: string, options: string, facts: ExampleFacts): ExampleSource =>
  example('curl', facts, (to) => `${curlWith(to, options)} ${quote(to.address + target)}`);

/** A pipeline or substitution around curl. */
export const shell = (facts: ExampleFacts, command: ExampleSource['command']): ExampleSource =>
  example('curl', facts, command);

/** nghttp prints the frames of HTTP/2, and accepts any certificate. */
export const nghttp = (
  target: string,
  options: string,
  facts: Omit<ExampleFacts, 'origins'>,
): ExampleSource =>
  example(
    'nghttp',
    { ...facts, origins: ['http2'] },
    ({ address }) => `nghttp ${options} ${quote(address + target)}`,
  );

/** A script for `node -e`. Plain Node, nothing to install. */
function node(
  facts: ExampleFacts,
  options: string,
  script: (target: CommandTarget) => readonly string[],
): ExampleSource {
  return example('node', facts, (to) => {
    const trust = to.secure ? 'NODE_TLS_REJECT_UNAUTHORIZED=0 ' : '';
    return `${trust}node ${options}-e ${quote(script(to).join(' '))}`;
  });
}

const webSocketAddress = ({ address }: CommandTarget, target: string): string =>
  address.replace(/^http/, 'ws') + target;

/** Opens a WebSocket over HTTP/1.1, says hello and prints what comes: the global WebSocket, behind a flag in Node 20. */
export const nodeWebSocket = (target: string, hello: string, facts: ExampleFacts): ExampleSource =>
  node(facts, '--experimental-websocket ', (to) => [
    `const ws = new WebSocket("${webSocketAddress(to, target)}");`,
    `ws.onopen = () => ws.send(${JSON.stringify(hello)});`,
    'ws.onmessage = (event) => console.log(event.data);',
    'ws.onclose = (event) => console.log("closed", event.code, event.reason);',
  ]);

/** Opens a WebSocket on a stream of HTTP/2 (RFC 8441 §5) and prints the frames that come, as bytes. */
export const nodeExtendedConnect = (target: string, facts: Omit<ExampleFacts, 'origins'>): ExampleSource =>
  node({ ...facts, origins: ['http2'] }, '', ({ address }) => [
    `const session = require("node:http2").connect("${address}");`,
    // The server says that it knows extended CONNECT in its SETTINGS (RFC 8441 §3).
    'session.on("remoteSettings", () => {',
    `const stream = session.request({ ":method": "CONNECT", ":protocol": "websocket", ":path": "${target}", "sec-websocket-version": "13" }, { endStream: false });`,
    'stream.on("response", (headers) => console.log("status", headers[":status"]));',
    'stream.on("data", (frame) => console.log(frame)); });',
  ]);

/** websocat, where it is installed: each line that is typed is a message. */
export const websocat = (target: string, facts: ExampleFacts): ExampleSource =>
  example(
    'websocat',
    facts,
    (to) => `websocat ${to.secure ? '-k ' : ''}${quote(webSocketAddress(to, target))}`,
  );
