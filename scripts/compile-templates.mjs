/*
 * Turns templates/ into src/reply/generated/templates.js, so that the program runs on handlebars'
 * runtime alone and a template mistake stops the build instead of a reply.
 *
 *   node scripts/compile-templates.mjs [--templates DIR] [--out DIR]
 *
 * Refused: unescaped output (triple-stash, ampersand), dynamic partials, decorators, unknown helpers and partials,
 * a class that is computed, a class
 * without a rule. Styles are written once in templates/styles/inline.css
 * and put on each element here, because several mail programs drop <style>.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import Handlebars from 'handlebars';
import { parse as parseYaml } from 'yaml';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Helpers of src/reply/helpers.ts, by environment. Any other name in a template is a mistake. */
const sharedHelpers = ['word', 'plural', 'capital', 'is', 'more-than'];
const textHelpers = ['paragraph', 'columns', 'next', 'line-across'];

class TemplateError extends Error {}

function main() {
  const { values } = parseArgs({
    options: { templates: { type: 'string' }, out: { type: 'string' } },
  });
  const templatesDir = values.templates ?? join(root, 'templates');
  const outDir = values.out ?? join(root, 'src/reply/generated');

  const words = parseYaml(readFileSync(join(templatesDir, 'words.yaml'), 'utf8'));
  const styles = readStyles(join(templatesDir, 'styles/inline.css'));
  const headSheets = readHeadSheets(join(templatesDir, 'styles'));
  const headCss = [...headSheets.values()].join('\n');

  const modules = { html: compileMode('html'), text: compileMode('text') };
  mkdirSync(outDir, { recursive: true });
  writeFileSync(join(outDir, 'templates.js'), moduleSource(modules, words));
  writeFileSync(join(outDir, 'templates.d.ts'), typesSource);

  function compileMode(mode) {
    const suffix = mode === 'html' ? '.html.hbs' : '.txt.hbs';
    const read = (folder) =>
      readdirSync(join(templatesDir, folder))
        .filter((file) => file.endsWith(suffix))
        .sort()
        .map((file) => ({
          name: file.slice(0, -suffix.length),
          file: `${folder}/${file}`,
          source: readFileSync(join(templatesDir, folder, file), 'utf8'),
        }));
    const partials = read('partials');
    const known = new Set(partials.map((partial) => partial.name));
    const compile = (item) => [item.name, compileTemplate(item, mode, known)];
    return { mail: read('mail').map(compile), partials: partials.map(compile) };
  }

  function compileTemplate({ file, source }, mode, partials) {
    const prepared = mode === 'html' ? prepareHtml(source, file) : source;
    const helpers = mode === 'html' ? sharedHelpers : [...sharedHelpers, ...textHelpers];
    const tree = parseTemplate(prepared, file);
    new Rules(file, partials).accept(tree);
    try {
      return Handlebars.precompile(tree, {
        strict: true,
        knownHelpersOnly: true,
        knownHelpers: Object.fromEntries(helpers.map((name) => [name, true])),
        noEscape: mode === 'text',
        preventIndent: true,
      });
    } catch (error) {
      throw new TemplateError(`${file}: ${error.message}`);
    }
  }

  function prepareHtml(source, file) {
    const styled = source.replaceAll(/ class="([^"]*)"/g, (_, list) => {
      if (list.includes('{{')) {
        throw new TemplateError(
          `${file}: class="${list}" is computed; write one element per class inside {{#is}}.`,
        );
      }
      const names = list.split(/\s+/).filter(Boolean);
      const rules = names.map((name) => {
        const rule = styles.get(name);
        if (rule === undefined) {
          throw new TemplateError(
            `${file}: class "${name}" has no rule in styles/inline.css; add ".${name} {}" there.`,
          );
        }
        return rule;
      });
      const style = rules.filter(Boolean).join(';');
      // Only classes that the head style sheet speaks of are kept: each byte counts against Gmail's clipping.
      const kept = names.filter((name) => new RegExp(`\\.${name}(?![\\w-])`).test(headCss));
      const classes = kept.length > 0 ? ` class="${kept.join(' ')}"` : '';
      return style ? `${classes} style="${style}"` : classes;
    });
    // The line end of a file is no part of its words: a partial may stand before a colon.
    return styled
      .replaceAll(/\/\* ([a-z-]+\.css) \*\//g, (_, name) => {
        const sheet = headSheets.get(name);
        if (sheet === undefined) throw new TemplateError(`${file}: styles/${name} does not exist.`);
        return sheet;
      })
      .replaceAll(/\n\s+/g, '\n')
      .trimEnd();
  }
}

function parseTemplate(source, file) {
  try {
    return Handlebars.parse(source);
  } catch (error) {
    throw new TemplateError(`${file}: ${error.message}`);
  }
}

/** Walks a template: refuses what must never be written, and makes every path strict. */
class Rules extends Handlebars.Visitor {
  constructor(file, partials) {
    super();
    this.file = file;
    this.partials = partials;
  }

  refuse(node, what) {
    throw new TemplateError(`${this.file}:${node.loc.start.line}: ${what}`);
  }

  MustacheStatement(node) {
    if (!node.escaped) {
      this.refuse(node, 'unescaped output ({{{ }}} or {{& }}) is not allowed; write {{ }}.');
    }
    super.MustacheStatement(node);
  }

  PartialStatement(node) {
    this.checkPartial(node);
    super.PartialStatement(node);
  }

  PartialBlockStatement(node) {
    this.checkPartial(node);
    super.PartialBlockStatement(node);
  }

  checkPartial(node) {
    if (node.name.type !== 'PathExpression') {
      this.refuse(node, 'a partial must be named outright; dynamic partials are not allowed.');
    }
    const name = node.name.original;
    if (name !== '@partial-block' && !this.partials.has(name)) {
      this.refuse(node, `partial "${name}" is not in partials/.`);
    }
  }

  Decorator(node) {
    this.refuse(node, 'decorators are not allowed.');
  }

  DecoratorBlock(node) {
    this.refuse(node, 'inline partials are not allowed; put the partial in partials/.');
  }

  PathExpression(node) {
    // Handlebars' strict option leaves helper arguments and partial parameters out: {{#if mistyped}}
    // would silently be false. Marking the path itself closes that hole.
    node.strict = true;
  }
}

/** Class name to its declarations. Only plain `.name { ... }` rules can be put on an element. */
function readStyles(path) {
  const css = readFileSync(path, 'utf8').replaceAll(/\/\*[\s\S]*?\*\//g, '');
  const styles = new Map();
  const rest = css.replaceAll(/\.([a-z][a-z0-9-]*)\s*\{([^{}]*)\}/g, (_, name, body) => {
    if (body.includes('"')) {
      throw new TemplateError(`${path}: .${name} holds a double quote; use single quotes.`);
    }
    styles.set(name, squeezeCss(body).replace(/;$/, ''));
    return '';
  });
  if (rest.trim() !== '') {
    throw new TemplateError(
      `${path}: only ".name { ... }" rules can be put on elements; move "${rest.trim().slice(0, 40)}" to a head-*.css.`,
    );
  }
  return styles;
}

/** Sheets that stay sheets (dark values, narrow layout), by file name. */
function readHeadSheets(folder) {
  const files = readdirSync(folder).filter((file) => file.startsWith('head-'));
  return new Map(files.map((file) => [file, squeezeCss(readFileSync(join(folder, file), 'utf8'))]));
}

function squeezeCss(css) {
  return css
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ?([{};,]) ?/g, '$1')
    .replaceAll(/: /g, ':')
    .trim();
}

function moduleSource(modules, words) {
  const table = (entries) =>
    `{\n${entries.map(([name, code]) => `${JSON.stringify(name)}: ${code}`).join(',\n')}\n}`;
  return [
    '// Made by scripts/compile-templates.mjs from templates/. Do not edit.',
    `export const htmlTemplates = ${table(modules.html.mail)};`,
    `export const htmlPartials = ${table(modules.html.partials)};`,
    `export const textTemplates = ${table(modules.text.mail)};`,
    `export const textPartials = ${table(modules.text.partials)};`,
    `export const words = ${JSON.stringify(words, null, 2)};`,
    '',
  ].join('\n');
}

const typesSource = `// Made by scripts/compile-templates.mjs from templates/. Do not edit.
/** Precompiled handlebars templates, by file name. */
export declare const htmlTemplates: Readonly<Record<string, object>>;
export declare const htmlPartials: Readonly<Record<string, object>>;
export declare const textTemplates: Readonly<Record<string, object>>;
export declare const textPartials: Readonly<Record<string, object>>;
/** templates/words.yaml: table, key, then the words or (for reasons) the named parts of an entry. */
export declare const words: Readonly<
  Record<string, Readonly<Record<string, string | Readonly<Record<string, string>>>>>
>;
`;

try {
  main();
} catch (error) {
  if (!(error instanceof TemplateError)) throw error;
  process.stderr.write(`compile-templates: ${error.message}\n`);
  process.exitCode = 1;
}
