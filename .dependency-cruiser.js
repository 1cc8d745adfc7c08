/**
 * Who may import whom: the table in CONTRIBUTING.md, enforced. `npm run lint` runs it.
 * Tests beside the source are free to use Node; what they test is not.
 */
const NODE_PATH = { dependencyTypes: ['core'] };
const notATest = { pathNot: '(\\.test\\.ts$|^wire/conformance\\.ts$)' };

/** The pure folder may import itself, `others` and the packages in `packages`; nothing else. */
function only(folder, others, packages = []) {
  const allowed = [
    ...[folder, ...others].map((name) => `^${name}/`),
    ...packages.map((name) => `^node_modules/${name}/`),
  ];
  return {
    name: `${folder}-imports-only-${[folder, ...others].join('-')}`,
    comment: `${folder}/ is pure: it imports ${[folder, ...others].join(', ')} and nothing that needs a host.`,
    severity: 'error',
    from: { path: `^${folder}/`, ...notATest },
    to: { pathNot: allowed.join('|') },
  };
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'Arrows point one way. Imports of types alone are not followed.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?raw$|^virtual:' },
    },
    only('wire', []),
    only('contract', [], ['valibot']),
    only('trace', ['wire', 'contract'], ['valibot', 'fflate']),
    {
      name: 'pure-folders-know-no-node',
      comment: 'wire, contract and trace run in every host.',
      severity: 'error',
      from: { path: '^(wire|contract|trace)/', ...notATest },
      to: NODE_PATH,
    },
    {
      name: 'tests-of-pure-folders-stay-below-the-hosts',
      severity: 'error',
      from: { path: '^(wire|contract|trace)/' },
      to: { path: '^(server|src|bench)/' },
    },
    {
      name: 'server-knows-no-page',
      severity: 'error',
      from: { path: '^server/', pathNot: '^server/dev\\.ts$' },
      to: { path: '^(src|bench|tests)/' },
    },
    {
      name: 'page-knows-no-server',
      comment: 'Lessons show server files as text that the build put in; nothing of the page runs them.',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(server|bench|tests)/' },
    },
    {
      name: 'page-knows-no-node',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.test\\.ts$' },
      to: NODE_PATH,
    },
    {
      name: 'layout-is-maths',
      comment: 'Numbers in, numbers and path strings out. Types may come from the page, behaviour may not.',
      severity: 'error',
      from: { path: '^src/layout/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '(\\.svelte$|\\.svelte\\.ts$|^node_modules/(svelte|@lucide)/|^src/(feed|operations|attach|views|lesson|ui)/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'd3-lives-in-two-drawers',
      comment: 'Scales, shapes and stacks in src/layout; zoom, brush and drag in src/attach.',
      severity: 'error',
      from: { pathNot: '^(src/(layout|attach)/|node_modules/)' },
      to: { path: ['^node_modules/d3', '^node_modules/@types/d3'] },
    },
    {
      name: 'state-knows-no-views',
      comment: 'Views read the state. A component reached from below would close a circle.',
      severity: 'error',
      from: { path: '^src/(state|feed|operations|layout|attach)/' },
      to: { path: '\\.svelte$|^src/(views|lesson)/' },
    },
    {
      name: 'no-development-packages-at-run-time',
      comment: 'What the built server imports must be a dependency, not a devDependency.',
      severity: 'error',
      from: {
        path: '^server/',
        pathNot: '(\\.test\\.ts$|test-lab\\.ts$|^server/dev\\.ts$|^server/(lessons|build)/)',
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'types', 'node', 'default'],
    },
    moduleSystems: ['es6'],
  },
};
