import { Command, CommanderError, Option } from 'commander';
import { packageVersion } from '../config/index.js';
import { ROLES, type Role } from '../service/roles.js';
import { KINDS, SETTINGS } from '../terminology/kinds.js';
import type { CatalogUpdateOptions } from './commands/catalog-update.js';
import type { LookupOptions } from './commands/lookup.js';
import type { CatalogImportOptions, CatalogStatusOptions } from './commands/catalog.js';
import { EXIT } from './exit.js';
import { run } from './run.js';

/*
 * Exit codes: 0 done, 1 the work failed (the message says what and what to do), 2 wrong usage.
 * Answers go to stdout, everything else to stderr.
 */

function build(): Command {
  const program = new Command('caseconsultant')
    .description('Mail a case in, receive the codes with the words of the note behind each.')
    .version(packageVersion())
    .showHelpAfterError('(add --help for what is possible)')
    .exitOverride();

  program
    .command('start')
    .description('watch the mailbox and answer; all roles in one process, or some with --role')
    .addOption(new Option('--role <role...>', 'run these roles only').choices([...ROLES]))
    .action(
      run(
        async (options: { role?: Role[] }) =>
          await (await import('./commands/start.js')).start(options),
      ),
    );

  program
    .command('demo')
    .description('send a case through a mail sandbox on this machine and show the reply')
    .option('--case <file>', 'a text or .eml file of your own')
    .option('--keep', 'keep the sandbox running for a mail program', false)
    .option('--out <dir>', 'folder for the reply files', 'demo-output')
    .action(
      run(
        async (options: { case?: string; keep: boolean; out: string }) =>
          await (await import('./commands/demo.js')).demo(options),
      ),
    );

  program
    .command('code')
    .description('code one case from a file or from standard input (-), or a batch')
    .argument('[file]', 'a text or .eml file, or - for standard input')
    .option('--json', 'print the determination as JSON', false)
    .option('--jsonl <file>', 'a batch: one {"id","subject","body"} a line')
    .option('--knowledge <dir>', 'another knowledge folder')
    .option('--overlay <dir>', 'your own knowledge, laid over it')
    .option('--catalog <dir>', 'another catalog of official files')
    .action(
      run(
        async (
          file: string | undefined,
          options: {
            json: boolean;
            jsonl?: string;
            knowledge?: string;
            overlay?: string;
            catalog?: string;
          },
        ) => await (await import('./commands/code.js')).code(file, options),
      ),
    );

  program
    .command('eval')
    .description(
      'score the answers on cases with an answer key, beside a text search of the same codes',
    )
    .argument('<file>', 'one case a line, as in docs/evaluation.md')
    .option('--json', 'print the figures as JSON', false)
    .option('--misses', 'list every missed case: expected, reported, asked', false)
    .option('--floor <file>', 'fail when a figure is below the floor in this file')
    .option('--raise', 'write the higher figures into the floor file', false)
    .option('--knowledge <dir>', 'another knowledge folder')
    .option('--overlay <dir>', 'your own knowledge, laid over it')
    .option('--catalog <dir>', 'check the answers against the official files of this catalog too')
    .action(
      run(
        async (
          file: string,
          options: {
            json: boolean;
            misses: boolean;
            floor?: string;
            raise: boolean;
            knowledge?: string;
            overlay?: string;
            catalog?: string;
          },
        ) => await (await import('./commands/eval.js')).evaluateFile(file, options),
      ),
    );

  program
    .command('doctor')
    .description('check configuration, stores, mailbox and sending, and say what to fix')
    .action(run(async () => await (await import('./commands/doctor.js')).doctor()));

  const cases = program.command('cases').description('look at the ledger');
  cases
    .command('list')
    .description('the newest consultations, without their content')
    .option('--state <state>', 'only this state')
    .option('--limit <n>', 'how many', '50')
    .option('--json', 'as JSON', false)
    .action(
      run(
        async (options: { state?: string; limit: string; json: boolean }) =>
          await (await import('./commands/cases.js')).casesList(options),
      ),
    );
  cases
    .command('show')
    .description('one consultation: state, reason, next step, history')
    .argument('<id>', 'id or the reference that the reply shows')
    .option('--json', 'as JSON', false)
    .action(
      run(
        async (id: string, options: { json: boolean }) =>
          await (await import('./commands/cases.js')).casesShow(id, options),
      ),
    );
  cases
    .command('retry')
    .description('work on a parked consultation again')
    .argument('<id>', 'id or reference')
    .action(run(async (id: string) => await (await import('./commands/cases.js')).casesRetry(id)));

  program
    .command('purge')
    .description('delete the content of finished consultations older than the retention time')
    .option('--days <n>', 'instead of RETENTION_DAYS')
    .action(
      run(
        async (options: { days?: string }) =>
          await (await import('./commands/purge.js')).purge(options),
      ),
    );

  const knowledge = program.command('knowledge').description('read and check the coding knowledge');
  knowledge
    .command('show')
    .description('the families, or the grid of one')
    .argument('[family]')
    .option('--knowledge <dir>', 'another knowledge folder')
    .option('--overlay <dir>', 'your own knowledge, laid over it')
    .action(
      run(
        async (family: string | undefined, options: { knowledge?: string; overlay?: string }) =>
          await (await import('./commands/knowledge.js')).knowledgeShow(family, options),
      ),
    );
  knowledge
    .command('check')
    .description('all load-time checks and all worked cases, or those of the families named')
    .argument('[families...]')
    .option('--knowledge <dir>', 'another knowledge folder')
    .option('--overlay <dir>', 'your own knowledge, laid over it')
    .option('--catalog <dir>', 'another catalog of official files')
    .action(
      run(
        async (
          families: string[],
          options: { knowledge?: string; overlay?: string; catalog?: string },
        ) => await (await import('./commands/knowledge.js')).knowledgeCheck(families, options),
      ),
    );
  knowledge
    .command('explain')
    .description('every row of every family with a service in the note, and why it is met or not')
    .argument('<file>', 'a text or .eml file, or - for standard input')
    .option('--json', 'print it as JSON', false)
    .option('--knowledge <dir>', 'another knowledge folder')
    .option('--overlay <dir>', 'your own knowledge, laid over it')
    .action(
      run(
        async (file: string, options: { json: boolean; knowledge?: string; overlay?: string }) =>
          await (await import('./commands/knowledge.js')).knowledgeExplain(file, options),
      ),
    );

  const catalog = program
    .command('catalog')
    .description(
      'official files of CMS, NCHS and, for licensees, the AMA: import them, see what is held',
    );
  catalog
    .command('import')
    .description('read release files as published (zip, txt, csv, xlsx, xml) into the catalog')
    .argument('<kind>', `what they are: ${KINDS.join(', ')}`)
    .argument('<files...>', 'all files of the release')
    .option('--effective <date>', 'first date of service, YYYY-MM-DD, when the name does not say')
    .addOption(
      new Option('--setting <setting>', 'for whom, when the name does not say').choices([
        ...SETTINGS,
      ]),
    )
    .option('--dry-run', 'say what would change, and keep nothing', false)
    .option('--allow-fewer', 'take an edition with far fewer rows than the one before', false)
    .option('--json', 'print the result as JSON', false)
    .option('--catalog <dir>', 'another catalog folder')
    .action(
      run(
        async (kind: string, files: string[], options: CatalogImportOptions) =>
          await (await import('./commands/catalog.js')).catalogImport(kind, files, options),
      ),
    );
  catalog
    .command('update')
    .description('download the current public releases from their publishers and import them')
    .option(
      '--accept-ama-license',
      'you have read and accept the terms of the American Medical Association',
      false,
    )
    .option('--only <id...>', 'these entries of the list of releases')
    .option('--releases <file>', 'your own list of releases')
    .option('--catalog <dir>', 'another catalog folder')
    .action(
      run(
        async (options: CatalogUpdateOptions) =>
          await (await import('./commands/catalog-update.js')).catalogUpdate(options),
      ),
    );
  catalog
    .command('status')
    .description('editions held, from when they count, what is stale and what is missing')
    .option('--date <date>', 'as of this date, YYYY-MM-DD, instead of today')
    .option('--json', 'as JSON', false)
    .option('--catalog <dir>', 'another catalog folder')
    .action(
      run(
        async (options: CatalogStatusOptions) =>
          await (await import('./commands/catalog.js')).catalogStatus(options),
      ),
    );

  program
    .command('lookup')
    .description(
      'what our tables and the imported official files say of a code, or the codes that words lead to',
    )
    .argument('<code-or-words...>')
    .option('--date <date>', 'as of this date of service, YYYY-MM-DD, instead of today')
    .option('--limit <n>', 'how many codes words may give', '25')
    .option('--json', 'as JSON, with every partner code', false)
    .option('--knowledge <dir>', 'another knowledge folder')
    .option('--overlay <dir>', 'your own knowledge, laid over it')
    .option('--catalog <dir>', 'another catalog of official files')
    .action(
      run(
        async (words: string[], options: LookupOptions) =>
          await (await import('./commands/lookup.js')).lookup(words, options),
      ),
    );

  return program;
}

try {
  await build().parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version end this way too, with exit code 0.
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage;
  } else {
    throw error;
  }
}
