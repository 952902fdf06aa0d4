import { RootOpsError } from '../../errors.ts'
import type { FailedJob } from '../worker-pool.ts'

/** Makes a job's error on purpose survive the way between threads; anything else is a bug and flies. */
export function answering<Task, Answer>(
  job: (task: Task) => Answer,
): (task: Task) => Answer | FailedJob {
  return (task) => {
    try {
      return job(task)
    } catch (error) {
      if (!(error instanceof RootOpsError)) throw error
      const { code, message, statusCode, faults } = error
      return { failed: { code, message, statusCode, faults } }
    }
  }
}
