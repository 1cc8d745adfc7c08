/** Every specification this project cites, with the address of its text. Citations name current RFCs only. */
export const SPECIFICATIONS = {
  'RFC 1952': 'https://www.rfc-editor.org/rfc/rfc1952',
  'RFC 1918': 'https://www.rfc-editor.org/rfc/rfc1918',
  'RFC 1951': 'https://www.rfc-editor.org/rfc/rfc1951',
  'RFC 3174': 'https://www.rfc-editor.org/rfc/rfc3174',
  'RFC 3629': 'https://www.rfc-editor.org/rfc/rfc3629',
  'RFC 3986': 'https://www.rfc-editor.org/rfc/rfc3986',
  'RFC 4193': 'https://www.rfc-editor.org/rfc/rfc4193',
  'RFC 4648': 'https://www.rfc-editor.org/rfc/rfc4648',
  'RFC 5280': 'https://www.rfc-editor.org/rfc/rfc5280',
  'RFC 5746': 'https://www.rfc-editor.org/rfc/rfc5746',
  'RFC 5789': 'https://www.rfc-editor.org/rfc/rfc5789',
  'RFC 6066': 'https://www.rfc-editor.org/rfc/rfc6066',
  'RFC 6202': 'https://www.rfc-editor.org/rfc/rfc6202',
  'RFC 6265': 'https://www.rfc-editor.org/rfc/rfc6265',
  'RFC 6455': 'https://www.rfc-editor.org/rfc/rfc6455',
  'RFC 6585': 'https://www.rfc-editor.org/rfc/rfc6585',
  'RFC 7301': 'https://www.rfc-editor.org/rfc/rfc7301',
  'RFC 7366': 'https://www.rfc-editor.org/rfc/rfc7366',
  'RFC 7541': 'https://www.rfc-editor.org/rfc/rfc7541',
  'RFC 7685': 'https://www.rfc-editor.org/rfc/rfc7685',
  'RFC 7692': 'https://www.rfc-editor.org/rfc/rfc7692',
  'RFC 7838': 'https://www.rfc-editor.org/rfc/rfc7838',
  'RFC 8288': 'https://www.rfc-editor.org/rfc/rfc8288',
  'RFC 8297': 'https://www.rfc-editor.org/rfc/rfc8297',
  'RFC 8441': 'https://www.rfc-editor.org/rfc/rfc8441',
  'RFC 8449': 'https://www.rfc-editor.org/rfc/rfc8449',
  'RFC 8701': 'https://www.rfc-editor.org/rfc/rfc8701',
  'RFC 8879': 'https://www.rfc-editor.org/rfc/rfc8879',
  'RFC 9001': 'https://www.rfc-editor.org/rfc/rfc9001',
  'RFC 9110': 'https://www.rfc-editor.org/rfc/rfc9110',
  'RFC 9111': 'https://www.rfc-editor.org/rfc/rfc9111',
  'RFC 9112': 'https://www.rfc-editor.org/rfc/rfc9112',
  'RFC 9113': 'https://www.rfc-editor.org/rfc/rfc9113',
  'RFC 9218': 'https://www.rfc-editor.org/rfc/rfc9218',
  'RFC 9293': 'https://www.rfc-editor.org/rfc/rfc9293',
  'RFC 9345': 'https://www.rfc-editor.org/rfc/rfc9345',
  'RFC 9846': 'https://www.rfc-editor.org/rfc/rfc9846',
  'RFC 9849': 'https://www.rfc-editor.org/rfc/rfc9849',
} as const;

/** Sections of the HTML Standard are cited by title; this maps a title to its anchor. */
export const HTML_SECTIONS = {
  'Server-sent events': 'server-sent-events.html',
  'The EventSource interface': 'server-sent-events.html#the-eventsource-interface',
  'Processing model': 'server-sent-events.html#sse-processing-model',
  'The Last-Event-ID header': 'server-sent-events.html#the-last-event-id-header',
  'Parsing an event stream': 'server-sent-events.html#parsing-an-event-stream',
  'Interpreting an event stream': 'server-sent-events.html#event-stream-interpretation',
  'Authoring notes': 'server-sent-events.html#authoring-notes',
} as const;

/** Single sections of documents that are neither RFCs nor the HTML Standard, by the name people know them under. */
export const OTHER_SECTIONS = {
  'Fetch Standard: Origin header': 'https://fetch.spec.whatwg.org/#origin-header',
  'Fetch Standard: CORS protocol': 'https://fetch.spec.whatwg.org/#http-cors-protocol',
  'Fetch Standard: X-Content-Type-Options header':
    'https://fetch.spec.whatwg.org/#x-content-type-options-header',
  'Fetch Metadata Request Headers': 'https://w3c.github.io/webappsec-fetch-metadata/',
  'Resource Timing: Timing-Allow-Origin': 'https://w3c.github.io/resource-timing/#sec-timing-allow-origin',
  'Upgrade Insecure Requests': 'https://w3c.github.io/webappsec-upgrade-insecure-requests/',
  'User-Agent Client Hints': 'https://wicg.github.io/ua-client-hints/',
  'nginx: proxy_buffering': 'https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering',
} as const;

export type Specification = keyof typeof SPECIFICATIONS;
export type HtmlSection = keyof typeof HTML_SECTIONS;
export type OtherSection = keyof typeof OTHER_SECTIONS;

/** A citation as people read it: `RFC 9113 §6.5.2`, `RFC 7541 Appendix C` or `HTML Standard: Processing model`. */
export type SpecReference =
  | Specification
  | `${Specification} §${string}`
  | `${Specification} Appendix ${string}`
  | `HTML Standard: ${HtmlSection}`
  | OtherSection;

/** Whether a text is a citation of a document in the lists above. The section number itself is not looked up. */
export function isSpecReference(text: string): text is SpecReference {
  if (Object.hasOwn(OTHER_SECTIONS, text)) return true;
  if (text.startsWith('HTML Standard: ')) return Object.hasOwn(HTML_SECTIONS, text.slice(15));
  const match = /^(RFC \d+)(?: §\d+(?:\.\d+)*| Appendix [A-Z](?:\.\d+)*)?$/.exec(text);
  return match !== null && Object.hasOwn(SPECIFICATIONS, match[1] as string);
}

/** The address of the cited section. */
export function specLink(reference: SpecReference): string {
  if (Object.hasOwn(OTHER_SECTIONS, reference)) return OTHER_SECTIONS[reference as OtherSection];
  if (reference.startsWith('HTML Standard: ')) {
    const section = reference.slice('HTML Standard: '.length) as HtmlSection;
    return `https://html.spec.whatwg.org/multipage/${HTML_SECTIONS[section]}`;
  }
  const document = /^RFC \d+/.exec(reference)?.[0] ?? '';
  const rest = reference.slice(document.length);
  const base = SPECIFICATIONS[document as Specification];
  if (rest.startsWith(' §')) return `${base}#section-${rest.slice(2)}`;
  if (rest.startsWith(' Appendix ')) return `${base}#appendix-${rest.slice(' Appendix '.length)}`;
  return base;
}
