import { createCssVariablesTheme, createHighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import type { CodeToken } from '../../contract/lesson.ts';

/** Source text to lines of tokens. A token's kind is the name the page has a colour for. */
export type Highlight = (code: string) => CodeToken[][];

const PREFIX = 'w';

/** `var(--w-token-keyword)` → `keyword`; plain text → ``. */
function kindOf(color: string | undefined): string {
  return /--w-token-([a-z-]+)/.exec(color ?? '')?.[1] ?? '';
}

let made: Promise<Highlight> | undefined;

/** A highlighter for TypeScript. Made once; it is not part of the page. */
export const createHighlight = (): Promise<Highlight> => (made ??= makeHighlight());

async function makeHighlight(): Promise<Highlight> {
  const theme = createCssVariablesTheme({ name: PREFIX, variablePrefix: `--${PREFIX}-`, fontStyle: false });
  const highlighter = await createHighlighterCore({
    themes: [theme],
    langs: [import('shiki/langs/typescript.mjs')],
    engine: createJavaScriptRegexEngine(),
  });
  return (code) =>
    highlighter
      .codeToTokensBase(code, { lang: 'typescript', theme: PREFIX })
      .map((line) => line.map(({ content, color }) => ({ text: content, kind: kindOf(color) })));
}
