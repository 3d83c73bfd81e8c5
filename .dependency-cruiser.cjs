/** Import rules. Each comment tells the offender what to do instead. */

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'Two files need each other: move what both need into a third file below them.',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'coding-and-documentation-are-pure',
      severity: 'error',
      comment:
        'coding, documentation and evaluation take tables, text and clocks as arguments. Read files, time or network in a surface and pass the data in.',
      from: { path: '^src/(coding|documentation|evaluation)/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-way-knowledge',
      severity: 'error',
      comment: 'terminology is below knowledge: it knows codes, not rules. Turn the import round.',
      from: { path: '^src/terminology/' },
      to: { path: '^src/', pathNot: '^src/terminology/' },
    },
    {
      name: 'knowledge-stands-on-terminology',
      severity: 'error',
      comment:
        'knowledge may import terminology only. What the engine or the reader needs of it, they import.',
      from: { path: '^src/knowledge/' },
      to: { path: '^src/', pathNot: '^src/(knowledge|terminology)/' },
    },
    {
      name: 'documentation-stands-on-knowledge',
      severity: 'error',
      comment: 'The reader knows the lexicon, never the engine or the mail.',
      from: { path: '^src/documentation/' },
      to: { path: '^src/', pathNot: '^src/(documentation|knowledge|terminology)/' },
    },
    {
      name: 'coding-stands-on-documentation',
      severity: 'error',
      comment:
        'The engine decides from documented elements and tables; hand it anything else as data.',
      from: { path: '^src/coding/' },
      to: { path: '^src/', pathNot: '^src/(coding|documentation|knowledge|terminology)/' },
    },
    {
      name: 'evaluation-stands-on-coding',
      severity: 'error',
      comment:
        'evaluation compares determinations with answer keys; hand it the engine as a function and the tables as data.',
      from: { path: '^src/evaluation/' },
      to: { path: '^src/', pathNot: '^src/(evaluation|coding|knowledge|terminology)/' },
    },
    {
      name: 'evaluation-judges-from-outside',
      severity: 'error',
      comment:
        'Nothing that answers a case may know how answers are scored; only src/cli asks for the scoreboard.',
      from: { path: '^src/', pathNot: '^src/(evaluation|cli)/' },
      to: { path: '^src/evaluation/' },
    },
    {
      name: 'text-search-in-evaluation',
      severity: 'error',
      comment:
        'minisearch is the baseline that the engine is compared with; no answer is made with it.',
      from: { path: '^(src|workers)/', pathNot: '^src/evaluation/' },
      to: { path: 'node_modules/minisearch/' },
    },
    {
      name: 'consultation-declares-ports',
      severity: 'error',
      comment:
        'consultation declares what it needs in ports.ts; mail, queue, store and reply implement it and are wired in src/service and src/cli.',
      from: { path: '^src/consultation/' },
      to: {
        path: '^src/',
        pathNot: '^src/(consultation|coding|documentation|knowledge|terminology|log)/',
      },
    },
    {
      name: 'ports-know-only-consultation',
      severity: 'error',
      comment:
        'mail, queue, store, reply and metrics implement ports of consultation and do not meet each other; wire them in src/service.',
      from: { path: '^src/(mail|queue|store|reply|metrics)/' },
      to: {
        path: '^src/(?!(consultation|coding|documentation|log|config)/)([^/]+)/',
        pathNot: '^src/$1/',
      },
    },
    {
      name: 'wiring-only-in-service-and-cli',
      severity: 'error',
      comment: 'Only src/service and src/cli know implementations; take the port as an argument.',
      from: { path: '^src/', pathNot: '^src/(service|cli|mail|queue|store|reply|metrics)/' },
      to: { path: '^src/(mail|queue|store|reply|metrics|service)/' },
    },
    {
      name: 'module-entrance-only',
      severity: 'error',
      comment:
        "Import a module's index.ts, nothing deeper (knowledge/load.ts and the types files of the contracts are the exceptions).",
      from: { path: '^src/([^/]+)/' },
      to: {
        path: '^src/([^/]+)/(?!index\\.ts$)',
        pathNot: [
          '^src/$1/',
          '^src/knowledge/(load|check|lexicon)\\.ts$',
          '^src/documentation/types\\.ts$',
          '^src/coding/determination\\.ts$',
          '^src/consultation/(ports|states|identity|reasons)\\.ts$',
          // Names for the command line, which must not load the importers.
          '^src/terminology/kinds\\.ts$',
          // Small parts of the composition root that must not bring all of it along.
          '^src/service/(engine|roles)\\.ts$',
        ],
      },
    },
    {
      name: 'knowledge-files-read-by-load-only',
      severity: 'error',
      comment:
        'Only the knowledge loader reads knowledge/; everything else gets the loaded tables.',
      from: { path: '^src/knowledge/', pathNot: '^src/knowledge/(load|source)\\.ts$' },
      to: { path: '^(node:)?fs' },
    },
    {
      name: 'sandbox-is-not-production',
      severity: 'error',
      comment: 'The mail sandbox serves the demo and tests only.',
      from: { path: '^(src|workers)/', pathNot: '^src/(sandbox|cli/commands/demo)' },
      to: { path: '^src/sandbox/' },
    },
    {
      name: 'queue-library-in-queue',
      severity: 'error',
      comment: 'bullmq and ioredis are behind src/queue.',
      from: { path: '^(src|workers)/', pathNot: '^src/queue/' },
      to: { path: '^(bullmq|ioredis)|node_modules/(bullmq|ioredis)/' },
    },
    {
      name: 'mail-libraries-in-mail',
      severity: 'error',
      comment: 'imapflow, nodemailer, mailparser, postal-mime and mailauth are behind src/mail.',
      from: { path: '^(src|workers)/', pathNot: '^src/(mail|sandbox)/' },
      to: { path: 'node_modules/(imapflow|nodemailer|mailparser|postal-mime|mailauth)/' },
    },
    {
      name: 'database-libraries-in-store',
      severity: 'error',
      comment:
        'drizzle, pg and PGlite are behind src/store (the queue gets its pool as an argument).',
      from: { path: '^(src|workers)/', pathNot: '^src/(store|queue)/' },
      to: { path: 'node_modules/(drizzle-orm|pg|@electric-sql)/' },
    },
    {
      name: 'templates-in-reply',
      severity: 'error',
      comment: 'Words for customers are templates, rendered in src/reply.',
      from: { path: '^(src|workers)/', pathNot: '^src/reply/' },
      to: { path: 'node_modules/handlebars/' },
    },
    {
      name: 'nothing-depends-on-tests',
      severity: 'error',
      comment: 'Move what production needs out of test/.',
      from: { path: '^(src|workers)/' },
      to: { path: '^test/' },
    },
    {
      name: 'src-not-to-workers',
      severity: 'error',
      comment: 'Workers are entries; the work is in src.',
      from: { path: '^src/' },
      to: { path: '^workers/' },
    },
    {
      name: 'no-dev-dependency-in-production',
      severity: 'error',
      comment: 'Make it a dependency, or keep it in test/, scripts/ or src/sandbox.',
      from: { path: '^(src|workers)/', pathNot: '^src/sandbox/' },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
    {
      name: 'no-orphans',
      severity: 'error',
      comment: 'Nothing imports this file: delete it or use it.',
      from: { orphan: true, pathNot: ['\\.d\\.ts$', '^src/reply/generated/'] },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
