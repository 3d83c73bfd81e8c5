import { runRole } from './run-role.js';

await runRole('code-selection');
