import { NO_DIAGNOSTICS, type Diagnostic } from '../../diagnostic.ts';
import { reportConnection, type ConnectionDiagnosticCode } from './diagnostics.ts';
import { isToken, nameFault, valueFault } from './field-syntax.ts';

/** What a header block is the head, or the end, of. `push` is the request that a PUSH_PROMISE carries. */
export type HeaderListKind = 'request' | 'response' | 'trailers' | 'push';

/** A field line, and where its representation stands in the header block. */
export interface ListedField {
  readonly name: string;
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export interface HeaderListOptions {
  /** Whether the server has offered extended CONNECT (RFC 8441 §3). Default true: the rule is not checked. */
  readonly extendedConnect?: boolean;
}

/** RFC 9113 §8.3.1, §8.3.2; `:protocol` is RFC 8441 §4. */
const PSEUDO_HEADERS: Readonly<Record<HeaderListKind, readonly string[]>> = {
  request: [':method', ':scheme', ':authority', ':path', ':protocol'],
  push: [':method', ':scheme', ':authority', ':path'],
  response: [':status'],
  trailers: [],
};

/** RFC 9113 §8.2.2, with those that RFC 9110 §7.6.1 lists. TE has a rule of its own. */
const CONNECTION_SPECIFIC = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/**
 * What is wrong with a header list as RFC 9113 §8.2 and §8.3 see it; the shared empty list when nothing is. Offsets count
 * from the first byte of the header block; what is missing is reported on the whole of it, `[0, blockLength)`.
 */
export function checkHeaderList(
  fields: readonly ListedField[],
  kind: HeaderListKind,
  blockLength: number,
  options: HeaderListOptions = {},
): readonly Diagnostic[] {
  return new ListChecker(kind, blockLength).check(fields, options);
}

class ListChecker {
  readonly #kind: HeaderListKind;
  readonly #blockLength: number;
  readonly #pseudo = new Map<string, ListedField>();
  #host: ListedField | undefined;
  #contentLength: ListedField | undefined;
  #found: Diagnostic[] | undefined;

  constructor(kind: HeaderListKind, blockLength: number) {
    this.#kind = kind;
    this.#blockLength = blockLength;
  }

  check(fields: readonly ListedField[], options: HeaderListOptions): readonly Diagnostic[] {
    let regular = false;
    for (const field of fields) {
      if (field.name.charCodeAt(0) === COLON) this.#pseudoHeader(field, regular);
      else {
        regular = true;
        this.#regularField(field);
      }
      if (valueFault(field.value)) this.#at(field, 'http2/field-value-invalid', `It is ${field.name}.`);
    }
    if (this.#kind === 'response') this.#response();
    else if (this.#kind !== 'trailers') this.#request(options);
    return this.#found ?? NO_DIAGNOSTICS;
  }

  #pseudoHeader(field: ListedField, late: boolean): void {
    const { name } = field;
    if (this.#kind === 'trailers') {
      this.#at(field, 'http2/pseudo-header-in-trailers', `It is ${name}.`);
      return;
    }
    if (!PSEUDO_HEADERS[this.#kind].includes(name)) {
      this.#at(field, 'http2/pseudo-header-unknown', `It is ${JSON.stringify(name)}.`);
      return;
    }
    if (late) this.#at(field, 'http2/pseudo-header-late', `It is ${name}.`);
    if (this.#pseudo.has(name)) this.#at(field, 'http2/pseudo-header-repeated', `It is ${name}.`);
    else this.#pseudo.set(name, field);
  }

  #regularField(field: ListedField): void {
    const { name, value } = field;
    const fault = nameFault(name);
    if (fault) this.#at(field, `http2/field-name-${fault}`, `It is ${JSON.stringify(name)}.`);
    const lower = fault === 'uppercase' ? name.toLowerCase() : name;
    if (CONNECTION_SPECIFIC.has(lower)) this.#at(field, 'http2/connection-specific-field', `It is ${lower}.`);
    else if (lower === 'te') {
      if (this.#kind !== 'request' || value.toLowerCase() !== 'trailers') this.#at(field, 'http2/te-value');
    } else if (lower === 'host') this.#host ??= field;
    else if (lower === 'content-length') this.#contentLengthField(field);
  }

  #contentLengthField(field: ListedField): void {
    const first = this.#contentLength;
    if (!/^\d+$/.test(field.value)) this.#at(field, 'http2/content-length-invalid');
    else if (first && first.value !== field.value)
      this.#at(field, 'http2/content-length-invalid', `It was ${first.value} before.`);
    this.#contentLength ??= field;
  }

  #response(): void {
    const status = this.#pseudo.get(':status');
    if (!status) this.#whole('http2/status-missing');
    else if (status.value === '101') this.#at(status, 'http2/switching-protocols');
    else if (!/^[1-9]\d\d$/.test(status.value)) this.#at(status, 'http2/status-invalid');
  }

  #request({ extendedConnect = true }: HeaderListOptions): void {
    const method = this.#pseudo.get(':method');
    const protocol = this.#pseudo.get(':protocol');
    if (method && !isToken(method.value)) this.#at(method, 'http2/request-target-invalid', 'It is :method.');
    if (protocol && method?.value !== 'CONNECT') this.#at(protocol, 'http2/protocol-without-connect');
    if (method?.value === 'CONNECT' && this.#kind === 'request') {
      if (protocol) this.#extendedConnect(protocol, extendedConnect);
      else this.#plainConnect();
    } else {
      const missing = [':method', ':scheme', ':path'].filter((name) => !this.#pseudo.has(name));
      if (missing.length > 0) this.#whole('http2/request-incomplete', `Missing: ${missing.join(', ')}.`);
      this.#target(method?.value ?? '');
    }
    if (this.#kind === 'push') this.#promised(method);
    this.#authority();
  }

  /** RFC 9113 §8.5. */
  #plainConnect(): void {
    const extra = [':scheme', ':path'].filter((name) => this.#pseudo.has(name));
    if (extra.length > 0) this.#whole('http2/connect-fields', `It has ${extra.join(' and ')}.`);
    else if (!this.#pseudo.has(':authority')) this.#whole('http2/connect-fields', 'It has no :authority.');
  }

  /** RFC 8441 §4. */
  #extendedConnect(protocol: ListedField, offered: boolean): void {
    if (!offered) this.#at(protocol, 'http2/extended-connect-not-offered');
    const missing = [':scheme', ':path', ':authority'].filter((name) => !this.#pseudo.has(name));
    if (missing.length > 0)
      this.#whole('http2/extended-connect-incomplete', `Missing: ${missing.join(', ')}.`);
    this.#target('CONNECT');
  }

  /** RFC 9113 §8.3.1: a path is not empty; `*` is for OPTIONS. Schemes other than http and https have rules of their own. */
  #target(method: string): void {
    const scheme = this.#pseudo.get(':scheme');
    const path = this.#pseudo.get(':path');
    if (scheme && !/^[a-z][a-z0-9+.-]*$/i.test(scheme.value))
      this.#at(scheme, 'http2/request-target-invalid', 'It is :scheme.');
    if (!path || !isWebScheme(scheme?.value)) return;
    const valid = path.value.startsWith('/') || (path.value === '*' && method === 'OPTIONS');
    if (!valid) this.#at(path, 'http2/request-target-invalid', 'It is :path.');
  }

  #authority(): void {
    const authority = this.#pseudo.get(':authority');
    if (!authority) return;
    if (authority.value.includes('@') && isWebScheme(this.#pseudo.get(':scheme')?.value))
      this.#at(authority, 'http2/request-target-invalid', ':authority has a user name.');
    const host = this.#host;
    if (host && host.value.toLowerCase() !== authority.value.toLowerCase())
      this.#at(host, 'http2/host-differs');
  }

  /** RFC 9113 §8.4. GET and HEAD are the methods that RFC 9110 defines as safe and as cacheable. */
  #promised(method: ListedField | undefined): void {
    if (method && method.value !== 'GET' && method.value !== 'HEAD')
      this.#at(method, 'http2/promised-method');
    if (!this.#pseudo.has(':authority')) this.#whole('http2/promised-authority');
    const length = this.#contentLength;
    if (length && /[1-9]/.test(length.value)) this.#at(length, 'http2/promised-content');
  }

  #at(field: ListedField, code: ConnectionDiagnosticCode, detail?: string): void {
    (this.#found ??= []).push(reportConnection(code, field.start, field.end, detail));
  }

  #whole(code: ConnectionDiagnosticCode, detail?: string): void {
    (this.#found ??= []).push(reportConnection(code, 0, this.#blockLength, detail));
  }
}

const COLON = 0x3a;

function isWebScheme(scheme: string | undefined): boolean {
  return scheme === 'http' || scheme === 'https';
}
