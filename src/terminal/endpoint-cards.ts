import * as v from 'valibot';
import { endpointCardSchema, type EndpointCard } from '../../contract/endpoints.ts';

/** Asks the lab what endpoints it has. Rejects with a message for people. */
export async function loadEndpointCards(): Promise<EndpointCard[]> {
  const response = await fetch('/api/endpoints').catch(() => undefined);
  if (!response?.ok) throw new Error('The lab did not answer. Open this again when it runs.');
  const cards = v.safeParse(v.array(endpointCardSchema), await response.json());
  if (!cards.success) throw new Error('The lab’s answer is of another version. Reload the page.');
  return cards.output;
}
