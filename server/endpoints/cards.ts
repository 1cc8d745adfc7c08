import type { EndpointCard } from '../../contract/endpoints.ts';
import { LAB_ORIGIN_IDS, LAB_ORIGINS, type OriginAddresses } from '../../contract/origin.ts';
import { allowedMethods, type Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './registry.ts';
import { TERMINAL_EXAMPLES } from './terminal-examples.ts';

function cardOf(endpoint: Endpoint, origins: OriginAddresses): EndpointCard {
  const examples = (TERMINAL_EXAMPLES[endpoint.path] ?? []).map(({ command, origins: only, ...facts }) => ({
    tool: facts.tool,
    label: facts.label,
    shows: facts.shows,
    endless: facts.endless,
    commands: (only ?? LAB_ORIGIN_IDS).map((origin) => ({
      origin,
      command: command({ address: origins[origin], secure: LAB_ORIGINS[origin].secure }),
    })),
  }));
  return { path: endpoint.path, methods: allowedMethods(endpoint), summary: endpoint.summary, examples };
}

/** Every endpoint of a lab, with commands for a terminal that reach it where it runs. */
export const endpointCards = (origins: OriginAddresses): EndpointCard[] =>
  ENDPOINTS.map((endpoint) => cardOf(endpoint, origins));
