import * as fc from 'fast-check'

/**
 * Property tests draw the same cases in every run, so that a change fails for what it changed and not
 * by luck. `FAST_CHECK_SEED=$RANDOM npx vitest --project unit` looks elsewhere.
 */
fc.configureGlobal({ seed: Number(process.env['FAST_CHECK_SEED'] ?? 20) })
