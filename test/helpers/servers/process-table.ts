import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

interface Entry {
  readonly pid: number;
  readonly parent: number;
  readonly zombie: boolean;
}

/** Linux: /proc, since small images have no `ps`. */
function fromProc(): Entry[] {
  const entries: Entry[] = [];
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      // The command's own name stands in parentheses and may hold spaces and parentheses.
      const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      entries.push({ pid: Number(name), parent: Number(parent), zombie: state === 'Z' });
    } catch {
      continue; // It ended between the listing and the reading.
    }
  }
  return entries;
}

function fromPs(): Entry[] {
  const table = spawnSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).stdout;
  return table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields.length === 3)
    .map(([pid, parent, state]) => ({
      pid: Number(pid),
      parent: Number(parent),
      zombie: state?.startsWith('Z') === true,
    }));
}

function processTable(): Entry[] {
  return process.platform === 'linux' ? fromProc() : fromPs();
}

/** A process and all its descendants, itself first. PostgreSQL's backends are in groups of their own. */
export function family(pid: number): number[] {
  const table = processTable();
  const found = [pid];
  for (const member of found) {
    for (const entry of table) if (entry.parent === member) found.push(entry.pid);
  }
  return found;
}

/** Those of `pids` that still run. A zombie does not: in a container nobody may ever collect it. */
export function running(pids: readonly number[]): number[] {
  const alive = new Set(
    processTable()
      .filter((entry) => !entry.zombie)
      .map((entry) => entry.pid),
  );
  return pids.filter((pid) => alive.has(pid));
}
