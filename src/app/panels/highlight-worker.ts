/** Colours source code, beside the page: making the grammar's expressions takes longer than a page may stand still. */
import { createCssVariablesTheme, createHighlighterCore } from 'shiki/core';
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript';
import typescript from 'shiki/langs/typescript.mjs';

/** Pieces of one line, each with the custom property that holds its colour. */
export type CodeLine = readonly (readonly [text: string, colour: string])[];

const THEME = 'tokens';
const highlighter = createHighlighterCore({
  themes: [createCssVariablesTheme({ name: THEME, variablePrefix: '--code-' })],
  langs: [typescript],
  engine: createJavaScriptRegexEngine(),
});

addEventListener('message', (event: MessageEvent<{ request: number; source: string }>) => {
  const { request, source } = event.data;
  void highlighter.then(({ codeToTokensBase }) => {
    const lines = codeToTokensBase(source, { lang: 'typescript', theme: THEME }).map((tokens): CodeLine =>
      tokens.map(({ content, color }) => [content, color ?? '']),
    );
    postMessage({ request, lines });
  });
});
