import * as v from 'valibot';
import { originIdSchema } from './origin.ts';

/** Programs that terminal cards have commands for. */
export const TERMINAL_TOOLS = ['curl', 'nghttp', 'node', 'websocat'] as const;
export type TerminalTool = (typeof TERMINAL_TOOLS)[number];

/** One thing to try on an endpoint from a terminal: the same command for each origin it makes sense on. */
export const terminalExampleSchema = v.object({
  tool: v.picklist(TERMINAL_TOOLS),
  /** What it shows, in a few words. */
  label: v.string(),
  /** Text that its output contains, in lower or upper case. */
  shows: v.string(),
  /** Whether it goes on until it is stopped with Ctrl+C. */
  endless: v.boolean(),
  /** For a POSIX shell, with the address of that origin in it. */
  commands: v.array(v.object({ origin: originIdSchema, command: v.string() })),
});
export type TerminalExample = v.InferOutput<typeof terminalExampleSchema>;

/** A query parameter of an endpoint. */
export const endpointParameterSchema = v.object({
  name: v.string(),
  /** What it does, its range and its unit. */
  explain: v.string(),
  /** Its values, when they can be counted; else empty. */
  choices: v.array(v.string()),
  /** A value it takes. */
  example: v.string(),
});
export type EndpointParameter = v.InferOutput<typeof endpointParameterSchema>;

/** An endpoint as the page shows it: GET /api/endpoints answers with a list of these. */
export const endpointCardSchema = v.object({
  path: v.string(),
  methods: v.array(v.string()),
  summary: v.string(),
  parameters: v.array(endpointParameterSchema),
  examples: v.array(terminalExampleSchema),
});
export type EndpointCard = v.InferOutput<typeof endpointCardSchema>;
