import type { RuleRunner } from '@eqlite/rules';
import { InvalidArgumentError } from 'commander';
import type { WorkerSetting } from '../jobs/messages.js';
import type { Workers } from '../jobs/workers.js';

const MAX_JOBS = 64;

/** A number of threads. */
export function parseJobs(text: string): number {
  const jobs = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (jobs < 1 || jobs > MAX_JOBS) throw new InvalidArgumentError(`It must be a whole number from 1 to ${MAX_JOBS}.`);
  return jobs;
}

/** Starts threads that read, if more than one is wanted and the rules allow it; why they do not is told. */
export async function startWorkers(
  jobs: number,
  { compiled }: RuleRunner,
  setting: Omit<WorkerSetting, 'queries' | 'settings'> & { readonly latenessMs: number | undefined },
): Promise<Workers | undefined> {
  const { latenessMs, ...rest } = setting;
  if (jobs === 1) return undefined;
  const obstacle =
    latenessMs !== undefined
      ? 'with --lateness events are read as they come'
      : compiled.some(({ plan }) => plan.ancestors.length > 0)
        ? 'rules with "descendant of" need to see all events in order'
        : undefined;
  if (obstacle !== undefined) {
    process.stderr.write(`--jobs: one thread reads, since ${obstacle}\n`);
    return undefined;
  }
  const { Workers } = await import('../jobs/workers.js');
  return new Workers(jobs, {
    queries: JSON.stringify(compiled.map(({ query }) => query)),
    settings: compiled.map(({ settings }) => settings),
    ...rest,
  });
}
