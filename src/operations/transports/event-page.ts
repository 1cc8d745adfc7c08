import * as v from 'valibot';

const eventPageSchema = v.object({
  events: v.array(v.object({ id: v.union([v.number(), v.string()]), data: v.string() })),
  after: v.union([v.number(), v.string()]),
});

/** What /poll and /long-poll answer: the events since the cursor, and the cursor to ask with next. */
export type EventPage = v.InferOutput<typeof eventPageSchema>;

/** Reads the answer of /poll or /long-poll; undefined for 204 (nothing new). Throws for anything else. */
export async function readEventPage(response: Response): Promise<EventPage | undefined> {
  if (response.status === 204) return undefined;
  if (!response.ok) throw new Error(`status ${response.status}`);
  return v.parse(eventPageSchema, await response.json());
}
