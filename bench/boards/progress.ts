/** Tells on stderr how far a long suite is: a line at each tenth of the work. */
export function createProgress(suite: string, total: number): () => void {
  let done = 0
  const started = process.cpuUsage()
  return () => {
    const before = Math.floor((done / total) * 10)
    done++
    if (Math.floor((done / total) * 10) > before)
      console.error(`${suite}: ${done} of ${total}, ${cpuSeconds(started).toFixed(0)} s CPU`)
  }
}

/** CPU seconds of this process (user and system) since `started`. */
export function cpuSeconds(started: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(started)
  return (user + system) / 1e6
}
