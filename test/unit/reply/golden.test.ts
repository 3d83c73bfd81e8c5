import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createReplyRenderer } from '../../../src/reply/index.js';
import { SAMPLES } from './samples.js';

/*
 * Golden replies. After a wanted change: RECORD_REPLIES=1 npx vitest run --project unit test/unit/reply,
 * then review the diff of test/fixtures/replies as the customer's letter that it is.
 */
const folder = fileURLToPath(new URL('../../fixtures/replies/', import.meta.url));
const recording = process.env['RECORD_REPLIES'] === '1';
const renderer = createReplyRenderer({ consultAddressLabel: 'coding@clinic.example' });

function expectGolden(file: string, content: string): void {
  const path = `${folder}${file}`;
  if (recording) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(path, content);
  }
  expect(content).toBe(readFileSync(path, 'utf8'));
}

describe('each kind of reply reads as recorded', () => {
  it.each(Object.entries(SAMPLES))('%s', (name, input) => {
    const reply = renderer.render(input);
    expectGolden(`${name}.txt`, `Subject: ${reply.subject}\n\n${reply.text}`);
    expectGolden(`${name}.html`, reply.html);
  });
});
