import { parse } from 'acorn';
import type { CodePlace } from './messages.ts';

export interface SyntaxFault {
  readonly message: string;
  readonly place: CodePlace;
}

/** Why code cannot be run, and where; undefined when it can. Engines do not tell the place of what they cannot read. */
export function findSyntaxFault(code: string): SyntaxFault | undefined {
  try {
    parse(code, { ecmaVersion: 'latest', sourceType: 'module' });
    return undefined;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const { line, column } = (error as SyntaxError & { loc: CodePlace }).loc;
    const message = `SyntaxError: ${error.message.replace(/ \(\d+:\d+\)$/, '')}`;
    return { message, place: { line, column: column + 1 } };
  }
}
