import type { Request, Response } from 'express';
import type { EndpointParameter } from '../../contract/endpoints.ts';
import type { Cancel, EndpointContext, Goodbye } from '../context.ts';

/** What a handler is given of the lab, besides its request and response. */
export interface Lab extends EndpointContext {
  /** Runs `task` when the lab shuts down, to say goodbye properly. Cancel it when there is nobody left to say it to. */
  onShutdown(task: (goodbye: Goodbye) => void): Cancel;
  /** What the handlers of this lab share, such as its rooms: made by `create` when it is first asked for, and then kept. */
  shared<T>(create: (lab: Lab) => T): T;
}

/**
 * Answers one request. The same handler runs over HTTP/1.1 and HTTP/2: `req` and `res` are Node's own objects of either
 * protocol, with what Express adds. What it throws becomes a response: an HttpError its own, anything else a 500.
 */
export type Handler = (req: Request, res: Response, lab: Lab) => void | Promise<void>;

/** A handler for HEAD is not needed: `GET` answers it, and Node leaves the content out. */
export type Method = 'GET' | 'POST';

export interface Endpoint {
  /** As Express matches it. */
  readonly path: string;
  /** One sentence for people who look at the list of what there is. */
  readonly summary: string;
  /** What its query may hold. Left out: nothing. */
  readonly parameters?: readonly EndpointParameter[];
  readonly methods: { readonly [M in Method]?: Handler };
}

/** The methods this endpoint answers, as `Allow` lists them (RFC 9110 §10.2.1). */
export function allowedMethods(endpoint: Endpoint): string[] {
  const methods: string[] = Object.keys(endpoint.methods);
  if (endpoint.methods.GET !== undefined) methods.push('HEAD');
  return [...methods, 'OPTIONS'];
}

/** The content of every error response. */
export interface ErrorContent {
  /** What is wrong. */
  readonly error: string;
  /** Where: a query parameter, a header field, the content. */
  readonly where?: string;
  /** What to do about it. */
  readonly help?: string;
}

/** Throw this to answer with an error status. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly status: number;
  readonly content: ErrorContent;
  readonly headers: Readonly<Record<string, string>>;
  constructor(status: number, content: ErrorContent, headers: Readonly<Record<string, string>> = {}) {
    super(content.error);
    this.status = status;
    this.content = content;
    this.headers = headers;
  }
}
