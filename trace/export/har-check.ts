import * as v from 'valibot';

/*
 * For tests: HAR 1.2 as its specification describes it (J. Odvarko, "HAR 1.2 Spec"): every member it asks for, of the type
 * it asks for, and no member that is neither described nor begins with an underscore.
 */
const text = v.string();
const whole = v.pipe(v.number(), v.integer());
/** Bytes, or -1 where they are not known. */
const size = v.pipe(whole, v.minValue(-1));
/** Milliseconds, or -1 where they do not apply. */
const duration = v.pipe(
  v.number(),
  v.check((value) => value >= 0 || value === -1, 'A time is -1 or not negative.'),
);
const needed = v.pipe(v.number(), v.minValue(0));
const date = v.pipe(text, v.isoTimestamp());

/** An object of the format: members with an underscore are anybody's. */
function described<T extends v.ObjectEntries>(entries: T) {
  const extensions = v.record(text, v.unknown());
  return v.pipe(
    extensions,
    v.check(
      (given) =>
        Object.keys(given).every((name) => name.startsWith('_') || name in entries || name === 'comment'),
      'A member is neither described nor begins with an underscore.',
    ),
    v.looseObject({ ...entries, comment: v.optional(text) }),
  );
}

const pair = described({ name: text, value: text });
const cookie = described({
  name: text,
  value: text,
  path: v.optional(text),
  domain: v.optional(text),
  expires: v.optional(date),
  httpOnly: v.optional(v.boolean()),
  secure: v.optional(v.boolean()),
});

const entry = described({
  startedDateTime: date,
  time: needed,
  request: described({
    method: text,
    url: v.pipe(text, v.url()),
    httpVersion: text,
    cookies: v.array(cookie),
    headers: v.array(pair),
    queryString: v.array(pair),
    postData: v.optional(described({ mimeType: text, params: v.array(pair), text })),
    headersSize: size,
    bodySize: size,
  }),
  response: described({
    status: whole,
    statusText: text,
    httpVersion: text,
    cookies: v.array(cookie),
    headers: v.array(pair),
    content: described({
      size: v.pipe(whole, v.minValue(0)),
      mimeType: text,
      text: v.optional(text),
      encoding: v.optional(text),
    }),
    redirectURL: text,
    headersSize: size,
    bodySize: size,
  }),
  cache: v.strictObject({}),
  timings: described({
    blocked: duration,
    dns: duration,
    connect: duration,
    ssl: duration,
    send: needed,
    wait: needed,
    receive: needed,
  }),
  serverIPAddress: v.optional(text),
  connection: v.optional(text),
});

const har = v.strictObject({
  log: described({
    version: v.literal('1.2'),
    creator: described({ name: text, version: text }),
    pages: v.array(v.never()),
    entries: v.array(entry),
  }),
});

export type HarEntry = v.InferOutput<typeof entry>;

/** The entries of a HAR file. Throws where it breaks the format, or where times do not add up. */
export function checkHar(file: unknown): HarEntry[] {
  const parsed = v.safeParse(har, file);
  if (!parsed.success) {
    throw new Error(
      parsed.issues.map((issue) => `${v.getDotPath(issue) ?? ''}: ${issue.message}`).join('\n'),
    );
  }
  for (const { request, time, timings } of parsed.output.log.entries) {
    const { blocked, dns, connect, send, wait, receive } = timings;
    const sum = [blocked, dns, connect, send, wait, receive]
      .filter((part) => part >= 0)
      .reduce((a, b) => a + b, 0);
    if (Math.abs(sum - time) > 0.001)
      throw new Error(`The times of ${request.url} do not add up to ${time}.`);
  }
  return parsed.output.log.entries;
}
