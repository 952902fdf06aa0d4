/** What a command may touch of the outside world, so that tests can stand in for it. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream
  readonly stdout: NodeJS.WritableStream
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean }
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Unix seconds. */
  readonly now: () => number
  /** Calls back when the process is asked to read its configuration again (SIGHUP). */
  readonly onHangup: (reload: () => void) => void
  /** Resolves when the process is asked to stop (SIGINT, SIGTERM). */
  readonly untilStopped: () => Promise<void>
}

export function processIo(): Io {
  // `rootops detect FILE | head` closes the pipe early: that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    throw error
  })
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    environment: process.env,
    now: () => Date.now() / 1000,
    onHangup: (reload) => void process.on('SIGHUP', reload),
    untilStopped: () =>
      new Promise((resolve) => {
        process.once('SIGINT', () => resolve())
        process.once('SIGTERM', () => resolve())
      }),
  }
}
