import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascriptLanguage } from '@codemirror/lang-javascript';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { tags } from '@lezer/highlight';
import type { CodeMark } from './code-run.svelte.ts';
import type { CodePlace } from './messages.ts';

/** Characters of one program; no more can be typed. */
const MOST_TEXT = 20_000;

/* The colours of the page, as in the cards that only show code. */
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier], color: 'var(--layer-websocket-deep)' },
  { tag: [tags.string, tags.special(tags.string), tags.regexp], color: 'var(--layer-sse-deep)' },
  {
    tag: [tags.function(tags.variableName), tags.function(tags.propertyName)],
    color: 'var(--layer-http2-deep)',
  },
  { tag: [tags.number, tags.bool, tags.null, tags.self], color: 'var(--layer-tls-deep)' },
  { tag: tags.comment, color: 'var(--ink-soft)' },
]);

const theme = EditorView.theme({
  '&': { color: 'var(--ink)', fontSize: '12px' },
  '&.cm-focused': { outline: '2px solid var(--focus)', outlineOffset: '-2px' },
  '.cm-scroller': { fontFamily: 'var(--mono)', lineHeight: '1.6', maxHeight: '420px', overflow: 'auto' },
  '.cm-content': { caretColor: 'var(--ink)', padding: '8px 0', fontVariantLigatures: 'none' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { border: '0', background: 'var(--surface)', color: 'var(--ink-soft)' },
  '.cm-activeLine': { background: 'color-mix(in srgb, var(--focus) 7%, transparent)' },
  '.cm-activeLineGutter': { background: 'var(--surface-sunken)', color: 'var(--ink)' },
  '&.cm-focused .cm-selectionBackground, .cm-selectionBackground': {
    background: 'color-mix(in srgb, var(--focus) 28%, transparent) !important',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': {
    background: 'color-mix(in srgb, var(--focus) 22%, transparent)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--trouble) 1px',
    textUnderlineOffset: '3px',
  },
  '.cm-gutter-lint': { width: '14px' },
  '.cm-gutter-lint .cm-gutterElement': { padding: '0 2px' },
  '.cm-lint-marker-error': {
    content: 'none',
    width: '8px',
    height: '8px',
    margin: '5px 1px',
    borderRadius: '50%',
    background: 'var(--trouble)',
  },
  '.cm-tooltip': {
    border: '1px solid var(--line-strong)',
    borderRadius: '6px',
    background: 'var(--surface-raised)',
    boxShadow: 'var(--shadow)',
    color: 'var(--ink)',
    fontFamily: 'var(--font)',
  },
  '.cm-diagnostic-error': { borderLeftColor: 'var(--trouble)' },
});

export interface CodeEditorOptions {
  readonly text: string;
  /** For those who do not see it. */
  readonly label: string;
  readonly onChange: (text: string) => void;
  /** Ctrl or Cmd and Enter. */
  readonly onRun: () => void;
}

export interface CodeEditor {
  text(): string;
  /** Puts another text there, as one step that can be undone. */
  setText(text: string): void;
  mark(marks: readonly CodeMark[]): void;
  goTo(place: CodePlace): void;
  focus(): void;
  destroy(): void;
}

/** The range of a place: from its column to the end of its line. Marks never lie outside of the text. */
function rangeOf({ doc }: EditorState, { line, column }: CodePlace): { from: number; to: number } {
  const found = doc.line(Math.min(Math.max(line, 1), doc.lines));
  const from = Math.min(found.from + Math.max(column, 1) - 1, Math.max(found.from, found.to - 1));
  return { from, to: Math.max(from, found.to) };
}

/**
 * CodeMirror in a shadow root: there it adds its styles as constructed style sheets, which the page's policy lets it do;
 * a style element it does not.
 */
export function createCodeEditor(host: HTMLElement, options: CodeEditorOptions): CodeEditor {
  const root = host.shadowRoot ?? host.attachShadow({ mode: 'open' });
  const run = (): boolean => {
    options.onRun();
    return true;
  };
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: options.text,
      extensions: [
        lintGutter(),
        lineNumbers(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        javascriptLanguage,
        syntaxHighlighting(colours),
        theme,
        EditorView.lineWrapping,
        EditorState.changeFilter.of(({ newDoc }) => newDoc.length <= MOST_TEXT),
        EditorView.contentAttributes.of({ 'aria-label': options.label, spellcheck: 'false' }),
        /* Escape, then Tab leaves: CodeMirror lets the next Tab go. */
        keymap.of([
          { key: 'Mod-Enter', run },
          ...defaultKeymap,
          ...historyKeymap,
          ...lintKeymap,
          indentWithTab,
        ]),
        EditorView.updateListener.of(({ docChanged, state }) => {
          if (docChanged) options.onChange(state.doc.toString());
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText: (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } }),
    mark(marks) {
      const diagnostics = marks.map<Diagnostic>(({ place, message }) => ({
        ...rangeOf(view.state, place),
        severity: 'error',
        message,
      }));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    goTo(place) {
      const { from } = rangeOf(view.state, place);
      view.dispatch({ selection: { anchor: from }, scrollIntoView: true });
      view.focus();
    },
    focus: () => view.focus(),
    destroy: () => view.destroy(),
  };
}
