import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { support, type ArticleRecord } from '../../../src/terminology/importers/mcd.js';
import { releaseFile, take, zipFile } from '../../helpers/releases.js';

const FILES = {
  'article.csv':
    'article_id,article_version,title,description\r\n50001,3,"Made article, old",x\r\n50001,4,"<p>Made article &amp; more</p>","<p>Long,\r\ntext</p>"\r\n50002,1,Other article,x\r\n',
  'article_x_hcpc_code.csv':
    'article_id,article_version,hcpc_code_id,hcpc_code_group,long_description,short_description\r\n50001,4,11055,1,"AMA words, many",WORDS\r\n50001,3,11056,1,AMA words,WORDS\r\n50002,1,11055,1,AMA words,WORDS\r\n',
  'article_x_icd10_covered.csv':
    'article_id,article_version,icd10_code_id,icd10_covered_group,description\r\n50001,4,E11.42,1,x\r\n50001,4,L84,2,x\r\n50001,3,Q82.8,1,x\r\n',
  'article_x_icd10_covered_group.csv':
    'article_id,article_version,icd10_covered_group,paragraph,icd10_covered_ast\r\n50001,4,2,"<p>Only with <b>Q8</b>&nbsp;findings</p>",\r\n',
  'article_x_icd10_noncovered.csv':
    'article_id,article_version,icd10_code_id,icd10_noncovered_group,description\r\n50001,4,L57.0,1,x\r\n',
  'lcd.csv': 'never read',
};
const options = { effective: '2026-10-01' };

describe('coverage articles', () => {
  it('are read from the archive within the archive: newest version, groups, no descriptor', async () => {
    const inner = await zipFile('inner.zip', FILES);
    const outer = await zipFile('current_article.zip', {
      'current_article_csv.zip': readFileSync(inner),
    });
    const { catalog, results } = await take('mcd', [outer], undefined, options);
    expect(results).toMatchObject([{ edition: { rows: 2 } }]);
    const table = catalog.records<ArticleRecord>('mcd', '2026-11-01')?.table;
    const article = table?.get('A50001');
    expect(article).toEqual({
      title: 'Made article & more',
      version: '4',
      codes: { 1: ['11055'] },
      covered: {
        1: { diagnoses: ['E11.42'] },
        2: { diagnoses: ['L84'], paragraph: 'Only with Q8 findings' },
      },
      noncovered: ['L57.0'],
    });
    expect(JSON.stringify([...(table?.entries() ?? [])])).not.toContain('AMA words');
    expect(table?.get('code 11055')).toEqual({ articles: ['A50001', 'A50002'] });
    expect(table?.get('code 11056')).toBeUndefined();
    const of = (code: string) => article && support(article, code);
    expect(['L84', 'L57.0', 'I10'].map(of)).toEqual(['covered', 'noncovered', 'not-listed']);
    const other = table?.get('A50002');
    expect(other && support(other, 'I10')).toBe('no-list');
  });

  it.each([
    [
      'a file is missing',
      'article_x_icd10_covered.csv',
      undefined,
      /lacks article_x_icd10_covered.csv. Import current_article_csv.zip whole/,
    ],
    [
      'an article has no number',
      'article.csv',
      'article_id,article_version,title\r\nx,1,Made\r\n',
      /line 2: expected the number and version of an article, found "x"/,
    ],
    [
      'columns are missing',
      'article_x_hcpc_code.csv',
      'article_id,code\r\n1,11055\r\n',
      /has no header row with the columns "article_id", "article_version", "hcpc_code_id"/,
    ],
    [
      'a diagnosis is none',
      'article_x_icd10_covered.csv',
      'article_id,article_version,icd10_code_id,icd10_covered_group\r\n50001,4,???,1\r\n',
      /line 2: "\?\?\?" is no ICD-10-CM code/,
    ],
    [
      'a quotation is not closed',
      'article.csv',
      'article_id,article_version,title\r\n50001,4,"Made',
      /the table cannot be read on/,
    ],
  ])('are refused when %s', async (_what, name, content, message) => {
    const files: Record<string, string> = { ...FILES };
    if (content === undefined) Reflect.deleteProperty(files, name);
    else files[name] = content;
    const path = await zipFile('current_article_csv.zip', files);
    await expect(take('mcd', [path], undefined, options)).rejects.toThrow(message);
  });

  it('need to be told from when they count', async () => {
    await expect(take('mcd', [releaseFile('article.csv', FILES['article.csv'])])).rejects.toThrow(
      'Add --effective',
    );
  });
});
