import { defineConfig } from 'drizzle-kit';

/** `npx drizzle-kit generate` compares the schema with migrations/meta and writes the next migration. */
export default defineConfig({
  dialect: 'postgresql',
  schema: './src/store/schema.ts',
  out: './migrations',
});
