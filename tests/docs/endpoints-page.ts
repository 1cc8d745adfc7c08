import { allowedMethods } from '../../server/endpoints/endpoint.ts';
import { ENDPOINTS } from '../../server/endpoints/registry.ts';
import { cell, code, table } from './markdown.ts';

/** docs/endpoints.md: what each of the lab's origins answers. */
export function endpointsPage(renew: string): string {
  const sections = ENDPOINTS.flatMap((endpoint) => {
    const methods = allowedMethods(endpoint).filter((name) => name !== 'HEAD' && name !== 'OPTIONS');
    const rows = (endpoint.parameters ?? []).map(({ name, explain, choices, example }) => [
      code(name),
      cell(explain),
      (choices.length > 0 ? choices : [example]).map(code).join(', '),
    ]);
    return [
      `## ${methods.join(', ')} ${endpoint.path}`,
      cell(endpoint.summary),
      ...(rows.length === 0 ? [] : [table(['Parameter', 'What it does', 'Values'], rows)]),
    ];
  });
  return `${[
    '# Endpoints',
    `<!-- Generated from server/endpoints. Do not edit: run \`${renew}\`. -->`,
    'Each of the lab’s origins answers all of these, over HTTP/1.1 and HTTP/2. A value that cannot be read, or a parameter that is not listed, gets a 400 that says what there is; names that begin with `_` are let through. What a parameter leaves open is as the switches of the lab have it.',
    ...sections,
  ].join('\n\n')}\n`;
}
