import { allowedMethods } from '../../server/endpoints/endpoint.ts';
import { ENDPOINTS } from '../../server/endpoints/registry.ts';

const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** docs/endpoints.md: what each of the lab's origins answers. */
export function endpointsPage(renew: string): string {
  const sections = ENDPOINTS.flatMap((endpoint) => {
    const methods = allowedMethods(endpoint).filter((name) => name !== 'HEAD' && name !== 'OPTIONS');
    const rows = (endpoint.parameters ?? []).map(({ name, explain, choices, example }) =>
      row([code(name), cell(explain), (choices.length > 0 ? choices : [example]).map(code).join(', ')]),
    );
    const parameters = [row(['Parameter', 'What it does', 'Values']), row(['---', '---', '---']), ...rows];
    return [
      `## ${methods.join(', ')} ${endpoint.path}`,
      cell(endpoint.summary),
      ...(rows.length === 0 ? [] : [parameters.join('\n')]),
    ];
  });
  return `${[
    '# Endpoints',
    `<!-- Generated from server/endpoints. Do not edit: run \`${renew}\`. -->`,
    'Each of the lab’s origins answers all of these, over HTTP/1.1 and HTTP/2. A value that cannot be read, or a parameter that is not listed, gets a 400 that says what there is; names that begin with `_` are let through. What a parameter leaves open is as the switches of the lab have it.',
    ...sections,
  ].join('\n\n')}\n`;
}
