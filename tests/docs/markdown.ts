/* The parts that the generated pages of docs/ are made of. */

export const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;

/** Text in a table: characters that would end the cell or begin a tag are written otherwise. */
export const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
