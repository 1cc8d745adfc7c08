import type { EndpointCard } from '../../contract/endpoints.ts';
import { isSecure, LAB_ORIGIN_IDS, type OriginAddresses, type OriginId } from '../../contract/origin.ts';
import { allowedMethods, type Endpoint } from './endpoint.ts';
import { ENDPOINTS } from './registry.ts';
import { TERMINAL_EXAMPLES } from './terminal-examples.ts';

/** Where the lab's endpoints can be reached: at its own listeners, and through the proxy. */
const REACHED_AT: readonly OriginId[] = [...LAB_ORIGIN_IDS, 'proxy'];

function cardOf(endpoint: Endpoint, origins: OriginAddresses): EndpointCard {
  const examples = (TERMINAL_EXAMPLES[endpoint.path] ?? []).map(({ command, origins: only, ...facts }) => ({
    ...facts,
    commands: (only ?? REACHED_AT).flatMap((origin) => {
      const address = origins[origin];
      if (address === undefined) return [];
      return [{ origin, command: command({ address, secure: isSecure(origins, origin) }) }];
    }),
  }));
  return {
    path: endpoint.path,
    methods: allowedMethods(endpoint),
    summary: endpoint.summary,
    parameters: [...(endpoint.parameters ?? [])],
    examples,
  };
}

/** Every endpoint of a lab, with commands for a terminal that reach it where it runs. */
export const endpointCards = (origins: OriginAddresses): EndpointCard[] =>
  ENDPOINTS.map((endpoint) => cardOf(endpoint, origins));
