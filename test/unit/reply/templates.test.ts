import { execFileSync, spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const script = join(root, 'scripts/compile-templates.mjs');
const templates = join(root, 'templates');

let work: string;
beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), 'templates-'));
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

/** Compiles a copy of templates/ in which one file holds `source`. */
function compileWith(file: string, source: string): { status: number | null; stderr: string } {
  const copy = mkdtempSync(join(work, 'copy-'));
  copyFileSync(join(templates, 'words.yaml'), join(copy, 'words.yaml'));
  for (const folder of ['mail', 'partials', 'styles']) {
    mkdirSync(join(copy, folder));
    for (const name of readdirSync(join(templates, folder))) {
      copyFileSync(join(templates, folder, name), join(copy, folder, name));
    }
  }
  writeFileSync(join(copy, file), source);
  const run = spawnSync(
    process.execPath,
    [script, '--templates', copy, '--out', join(copy, 'out')],
    {
      encoding: 'utf8',
    },
  );
  return { status: run.status, stderr: run.stderr };
}

describe('compiling the templates', () => {
  it.each([
    ['a triple-stash', 'mail/query.html.hbs', '<p>{{{reference}}}</p>', 'unescaped output'],
    ['an ampersand tag', 'mail/query.txt.hbs', 'x\n{{& reference}}', 'mail/query.txt.hbs:2'],
    ['a dynamic partial', 'mail/query.txt.hbs', '{{> (lookup . "kind")}}', 'dynamic partials'],
    ['an unknown partial', 'mail/query.txt.hbs', '{{> nowhere}}', '"nowhere" is not in partials/'],
    ['an inline partial', 'mail/query.txt.hbs', '{{#*inline "a"}}{{/inline}}', 'inline partials'],
    ['an unknown helper', 'mail/query.txt.hbs', '{{shout reference}}', 'shout'],
    ['a computed class', 'mail/query.html.hbs', '<p class="tier-{{kind}}"></p>', 'is computed'],
    ['a class without a rule', 'mail/query.html.hbs', '<p class="loud"></p>', '"loud" has no rule'],
    ['a style that cannot stand on an element', 'styles/inline.css', 'p { margin: 0 }', 'head-'],
    ['a broken template', 'mail/query.html.hbs', '{{#if kind}}', 'mail/query.html.hbs'],
  ])('refuses %s and says where', (_, file, source, message) => {
    const { status, stderr } = compileWith(file, source);
    expect(status).toBe(1);
    expect(stderr).toContain(message);
  });

  it('writes the same module for the same templates', () => {
    const [first, second] = ['a', 'b'].map((name) => {
      const out = join(work, name);
      execFileSync(process.execPath, [script, '--out', out]);
      return readFileSync(join(out, 'templates.js'), 'utf8');
    });
    expect(first).toBe(second);
    expect(first).toBe(readFileSync(join(root, 'src/reply/generated/templates.js'), 'utf8'));
  });

  it('finds no unescaped output in any template', () => {
    for (const folder of ['mail', 'partials']) {
      for (const file of readdirSync(join(templates, folder))) {
        expect(readFileSync(join(templates, folder, file), 'utf8'), file).not.toMatch(
          /\{\{\{|\{\{~?&/,
        );
      }
    }
  });
});

describe('the colours of the HTML reply', () => {
  const sheet = (name: string): string => readFileSync(join(templates, 'styles', name), 'utf8');
  const luminance = (colour: string): number => {
    const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
      const value = parseInt(colour.slice(at, at + 2), 16) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  /** WCAG 2.2, contrast ratio. */
  const contrast = (one: string, other: string): number => {
    const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const textColours = (css: string): string[] => [
    ...new Set([...css.matchAll(/[{;]\s*color:\s*(#[0-9a-f]{6})/g)].map((match) => match[1] ?? '')),
  ];
  const sheetColour = (css: string): string =>
    /\.sheet \{[^}]*background-color:\s*(#[0-9a-f]{6})/.exec(css)?.[1] ?? '';

  it.each(['inline.css', 'head-dark.css'])('reach WCAG AA on the page of %s', (name) => {
    const css = sheet(name);
    const colours = textColours(css);
    expect(colours.length).toBeGreaterThan(4);
    for (const colour of colours) {
      expect(contrast(colour, sheetColour(css)), colour).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('has a dark value for every text colour', () => {
    const dark = sheet('head-dark.css');
    for (const [, name = ''] of sheet('inline.css').matchAll(/\.([a-z-]+) \{[^}]*[ ;]color:/g)) {
      expect(dark, name).toMatch(new RegExp(`\\.${name}[ ,]`));
    }
  });
});
