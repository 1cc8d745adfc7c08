/** Control characters as escapes a person knows; they have no picture of their own. */
const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

const escapeControl = (text: string): string =>
  // Control characters are what is looked for.
  // eslint-disable-next-line no-control-regex
  text.replace(/[\u0000-\u001f\u007f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(2, '0');
    return ESCAPES[character] ?? `\\x${code}`;
  });

/**
 * What a WebSocket frame says, as its bytes read: the summary gives text as a JSON string, which doubles each backslash
 * and puts one before each quote, and feeds that are JSON themselves are then hard to read. Other words are kept.
 */
export function readQuoted(words: string): string {
  const quoted = /^"(?:[^"\\]|\\.)*"/.exec(words)?.[0];
  if (quoted === undefined) return words;
  try {
    return `"${escapeControl(String(JSON.parse(quoted)))}"${words.slice(quoted.length)}`;
  } catch {
    return words;
  }
}
