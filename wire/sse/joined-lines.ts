/** Lines are joined so many at a time: a string or a rope node for each would take ten times the bytes of short lines. */
const LINES_A_PART = 1_024;

/**
 * Lines as they come, joined with U+000A when they are taken. No line gives an empty text. The first line, which is the
 * only one nearly always, stays a range of its text until then: to store a string in an object that lives long costs V8
 * as much as to read the line.
 */
export class JoinedLines {
  /** How many lines there are. */
  count = 0;
  #text = '';
  #from = 0;
  #to = 0;
  #parts: string[] = [];
  #recent: string[] = [];

  /** Adds the line `text[from]` to `text[to - 1]`. */
  add(text: string, from: number, to: number): void {
    this.count += 1;
    if (this.count === 1) {
      if (this.#text !== text) this.#text = text;
      this.#from = from;
      this.#to = to;
      return;
    }
    this.#recent.push(text.slice(from, to));
    if (this.#recent.length < LINES_A_PART) return;
    this.#parts.push(this.#recent.join('\n'));
    this.#recent = [];
  }

  /** Lets go of the text that the first line was a range of. */
  settle(): void {
    this.#text = this.count === 0 ? '' : this.#text.slice(this.#from, this.#to);
    this.#from = 0;
    this.#to = this.#text.length;
  }

  /** The text of all lines; there is none behind it. */
  take(): string {
    const { count } = this;
    if (count === 0) return '';
    this.count = 0;
    const first = this.#text.slice(this.#from, this.#to);
    if (count === 1) return first;
    const recent = this.#recent.length > 0 ? [this.#recent.join('\n')] : [];
    const text = [first, ...this.#parts, ...recent].join('\n');
    this.#parts = [];
    this.#recent = [];
    return text;
  }
}
