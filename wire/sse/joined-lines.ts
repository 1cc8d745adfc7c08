/** Lines are joined so many at a time: a string or a rope node for each would take ten times the bytes of short lines. */
const LINES_A_PART = 1_024;

/** Lines as they come, joined with U+000A when they are taken. No line gives an empty text. */
export class JoinedLines {
  /** How many lines there are. */
  count = 0;
  /** The only line, as nearly always. */
  #first = '';
  #parts: string[] = [];
  #recent: string[] = [];

  add(line: string): void {
    this.count += 1;
    if (this.count === 1) {
      this.#first = line;
      return;
    }
    this.#recent.push(line);
    if (this.#recent.length < LINES_A_PART) return;
    this.#parts.push(this.#recent.join('\n'));
    this.#recent = [];
  }

  /** The text of all lines; there is none behind it. */
  take(): string {
    const first = this.#first;
    const { count } = this;
    if (count === 0) return '';
    this.#first = '';
    this.count = 0;
    if (count === 1) return first;
    const recent = this.#recent.length > 0 ? [this.#recent.join('\n')] : [];
    const text = [first, ...this.#parts, ...recent].join('\n');
    this.#parts = [];
    this.#recent = [];
    return text;
  }
}
