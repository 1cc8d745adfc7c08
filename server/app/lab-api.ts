import type { IncomingMessage, ServerResponse } from 'node:http';
import * as v from 'valibot';
import { LAB_ORIGIN_IDS } from '../../contract/origin.ts';
import { crashOptionsSchema, RESTART_CLOSE_CODES, restartOptionsSchema } from '../../contract/restart.ts';
import {
  labSettingsPatchSchema,
  labSettingsSchema,
  settingRange,
  TLS_VERSIONS,
} from '../../contract/settings.ts';
import { HttpError } from '../endpoints/endpoint.ts';
import { readJson } from '../endpoints/request.ts';
import type { ApiContext, ApiRoute } from './api-route.ts';
import { sendJson } from './send-json.ts';

/** No request to this API is longer than all switches with their values. */
const MAX_CONTENT_BYTES = 16_384;

const SETTING_NAMES = Object.keys(labSettingsSchema.entries) as (keyof typeof labSettingsSchema.entries)[];

/** What each member of a request may be, in words. */
const EXPECTED: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    SETTING_NAMES.map((name) => {
      const range = settingRange(name);
      return [name, range ? `a whole number from ${range.least} to ${range.most}` : 'true or false'];
    }),
  ),
  tlsVersions: TLS_VERSIONS.map((version) => JSON.stringify(version)).join(', '),
  backAfterMs: 'a whole number from 0 to 60000',
  retryMs: 'a whole number from 0 to 60000',
  closeCode: RESTART_CLOSE_CODES.join(' or '),
};

/** The content of a request, checked. Throws HttpError that says what is wrong, where, and what to send. */
async function contentOf<S extends v.GenericSchema>(
  request: IncomingMessage,
  schema: S & { readonly entries: object },
  example: string,
): Promise<v.InferOutput<S>> {
  const content = await readJson(request, MAX_CONTENT_BYTES, example);
  const result = v.safeParse(schema, content);
  if (result.success) return result.output;
  const [issue] = result.issues;
  const name = v.getDotPath(issue);
  const names = Object.keys(schema.entries);
  if (name === null || Array.isArray(content)) {
    throw new HttpError(400, {
      error: 'The content is no JSON object.',
      where: 'content',
      help: `Send one, such as ${example}.`,
    });
  }
  if (!names.includes(name)) {
    throw new HttpError(400, {
      error: `There is no ${JSON.stringify(name)}. Nothing was changed.`,
      where: `content: ${name}`,
      help: `Known are ${names.join(', ')}.`,
    });
  }
  throw new HttpError(400, {
    error: `${name} cannot be ${JSON.stringify((content as Record<string, unknown>)[name])}. Nothing was changed.`,
    where: `content: ${name}`,
    help: `Send ${EXPECTED[name] ?? 'another value'}.`,
  });
}

/** Throws a 409 while the origins are down. */
function checkIsUp({ service }: ApiContext): void {
  const { down } = service;
  if (down === undefined) return;
  throw new HttpError(409, {
    error: `The origins are down already, and back in ${down.backInMs} ms. Nothing was changed.`,
    where: 'path',
    help: 'Ask again then. GET /api/lab says when they are up.',
  });
}

function stateOf({ version, origins, settings, service, connections, recorder, timers }: ApiContext) {
  const { down } = service;
  const open = [...connections];
  return {
    version,
    state: down === undefined ? { phase: 'up' } : { phase: 'down', ...down },
    origins,
    settings: settings.current,
    counts: {
      connections: Object.fromEntries(
        LAB_ORIGIN_IDS.map((id) => [id, open.filter(({ origin }) => origin === id).length]),
      ),
      recordingBytes: recorder.keptBytes,
      timers: timers.value,
    },
  };
}

const answerState = (response: ServerResponse, context: ApiContext): void =>
  sendJson(response, 200, stateOf(context));

/** What can be done to the lab as a whole (docs/control-api.md). */
export const LAB_ROUTES: readonly ApiRoute[] = [
  {
    method: 'GET',
    path: '/api/lab',
    explain: 'Switches, origins, whether they are up, and counts.',
    handle: (_request, response, context) => answerState(response, context),
  },
  {
    method: 'PATCH',
    path: '/api/lab',
    explain: 'Changes switches: JSON with those to change.',
    async handle(request, response, context) {
      context.settings.change(await contentOf(request, labSettingsPatchSchema, '{"replay": false}'));
      answerState(response, context);
    },
  },
  {
    method: 'POST',
    path: '/api/lab/restart',
    explain:
      'The origins say goodbye, close their ports and come back: {"backAfterMs", "closeCode", "retryMs"}.',
    async handle(request, response, context) {
      const options = await contentOf(request, restartOptionsSchema, '{"backAfterMs": 3000}');
      checkIsUp(context);
      await context.service.restart(options);
      sendJson(response, 202, { restarted: options, state: stateOf(context).state });
    },
  },
  {
    method: 'POST',
    path: '/api/lab/crash',
    explain: 'Every connection of the origins is reset, their ports close and come back: {"backAfterMs"}.',
    async handle(request, response, context) {
      const options = await contentOf(request, crashOptionsSchema, '{"backAfterMs": 3000}');
      checkIsUp(context);
      await context.service.crash(options);
      sendJson(response, 202, { crashed: options, state: stateOf(context).state });
    },
  },
];
