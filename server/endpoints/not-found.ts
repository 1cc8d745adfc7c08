import { allowedMethods, type Endpoint, type Handler } from './endpoint.ts';

/** Answers every other path with what there is. */
export function notFound(endpoints: readonly Endpoint[]): Handler {
  const list = endpoints.map((endpoint) => ({
    path: endpoint.path,
    methods: allowedMethods(endpoint),
    summary: endpoint.summary,
    parameters: (endpoint.parameters ?? []).map(({ name }) => name),
  }));
  return (_req, res) => {
    res.status(404).json({ error: 'There is nothing at this path.', endpoints: list });
  };
}
