import { randomUUID } from 'node:crypto';
import type { Lab } from './endpoint.ts';

/** Ids begin at 1 again with each lab. A browser may hold an answer of the lab before, so each has tags of its own. */
const createLabTag = (): string => randomUUID().slice(0, 8);

/** The entity tag of what a poll is answered with: the same for the same events (RFC 9110 §8.8.3). */
export function entityTag(lab: Lab, topic: string, after: number): string {
  const [oldest] = lab.log.read(topic, after);
  const from = oldest?.id ?? 0;
  return `"${lab.shared(createLabTag)}-${encodeURIComponent(topic)}-${after}-${from}-${lab.log.lastId(topic)}"`;
}

/** Whether the client has what carries this tag: If-None-Match is `*` or a list of tags, compared weakly (RFC 9110 §13.1.2). */
export function isMatched(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const tags: readonly string[] = ifNoneMatch.match(/"[^"]*"/g) ?? [];
  return tags.includes(tag);
}
