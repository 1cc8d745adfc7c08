/*
 * Sec-WebSocket-Extensions (RFC 6455 §9.1) and the parameters of permessage-deflate (RFC 7692 §7.1):
 *
 *   extension-list  = 1#extension
 *   extension       = extension-token *( ";" extension-param )
 *   extension-param = token [ "=" (token | quoted-string) ]
 */
export interface ExtensionParameter {
  readonly name: string;
  /** Quotes removed. Undefined for a parameter without a value. */
  readonly value: string | undefined;
}

export interface Extension {
  readonly name: string;
  readonly parameters: readonly ExtensionParameter[];
}

const TOKEN = String.raw`[!#$%&'*+\-.^_\x60|~0-9A-Za-z]+`;
const EXTENSION = new RegExp(String.raw`[ \t]*(${TOKEN})[ \t]*`, 'y');
const PARAMETER = new RegExp(
  String.raw`;[ \t]*(${TOKEN})(?:[ \t]*=[ \t]*(?:(${TOKEN})|"((?:[^"\\]|\\.)*)"))?[ \t]*`,
  'y',
);

/** Runs a sticky expression at `at`. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** The extensions of a header value, in order. Undefined when it breaks the grammar; an empty value does. */
export function parseExtensions(header: string): Extension[] | undefined {
  const extensions: Extension[] = [];
  let at = 0;
  for (;;) {
    const extension = matchAt(EXTENSION, header, at);
    if (!extension) return undefined;
    at += extension[0].length;
    const parameters: ExtensionParameter[] = [];
    for (;;) {
      const parameter = matchAt(PARAMETER, header, at);
      if (!parameter) break;
      at += parameter[0].length;
      const quoted = parameter[3]?.replace(/\\(.)/g, '$1');
      parameters.push({ name: parameter[1] as string, value: parameter[2] ?? quoted });
    }
    extensions.push({ name: extension[1] as string, parameters });
    if (at === header.length) return extensions;
    if (header[at] !== ',') return undefined;
    at++;
  }
}

/** What client and server agreed on for permessage-deflate (RFC 7692 §7.1). */
export interface DeflateAgreement {
  /** The server starts each message with an empty window. */
  readonly serverNoContextTakeover: boolean;
  readonly clientNoContextTakeover: boolean;
  /** The base-2 logarithm of the server's LZ77 window, 8 to 15; 15 unless agreed otherwise. */
  readonly serverMaxWindowBits: number;
  readonly clientMaxWindowBits: number;
}

/** The outcome of reading a response. `problem` is a sentence for people, empty when all is well. */
export interface DeflateResponse {
  /** Undefined: permessage-deflate is not in use. */
  readonly deflate: DeflateAgreement | undefined;
  readonly problem: string;
}

const FLAGS = ['server_no_context_takeover', 'client_no_context_takeover'];
const WINDOW_BITS = ['server_max_window_bits', 'client_max_window_bits'];

/** What is wrong with the parameters of a response (RFC 7692 §7.1); empty when nothing is. */
function parameterProblem(parameters: readonly ExtensionParameter[]): string {
  const seen = new Set<string>();
  for (const { name, value } of parameters) {
    if (seen.has(name)) return `The parameter ${name} stands there twice.`;
    seen.add(name);
    if (FLAGS.includes(name)) {
      if (value !== undefined) return `The parameter ${name} takes no value.`;
    } else if (WINDOW_BITS.includes(name)) {
      if (value === undefined || !/^(?:[89]|1[0-5])$/.test(value)) {
        return `The parameter ${name} of a response needs a value from 8 to 15.`;
      }
    } else return `permessage-deflate has no parameter ${name}.`;
  }
  return '';
}

/**
 * Reads the Sec-WebSocket-Extensions header of the server's response, or undefined when it has none. A response that
 * breaks RFC 7692 gives no agreement: the client must fail the connection (RFC 7692 §5).
 */
export function readDeflateResponse(header: string | undefined): DeflateResponse {
  const none = { deflate: undefined, problem: '' };
  if (header === undefined) return none;
  const extensions = parseExtensions(header);
  if (!extensions) return { ...none, problem: 'Sec-WebSocket-Extensions breaks its grammar.' };
  const [extension, second] = extensions.filter(({ name }) => name === 'permessage-deflate');
  if (!extension) return none;
  if (second) return { ...none, problem: 'The response accepts permessage-deflate twice.' };
  const problem = parameterProblem(extension.parameters);
  if (problem) return { ...none, problem };
  const values = new Map(extension.parameters.map(({ name, value }) => [name, value]));
  return {
    deflate: {
      serverNoContextTakeover: values.has('server_no_context_takeover'),
      clientNoContextTakeover: values.has('client_no_context_takeover'),
      serverMaxWindowBits: Number(values.get('server_max_window_bits') ?? 15),
      clientMaxWindowBits: Number(values.get('client_max_window_bits') ?? 15),
    },
    problem: '',
  };
}
