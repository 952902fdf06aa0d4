/**
 * Runs `rootops detect FILE` with its rows thrown away, in a process that has done nothing else, and
 * prints what that cost as JSON, the start of the process included: `node bench/detect-run.ts FILE`.
 */
import { createWriteStream } from 'node:fs'
import { enableCompileCache } from 'node:module'

// As the command itself starts.
enableCompileCache()
const { processIo } = await import('../src/cli/io.ts')
const { runProgram } = await import('../src/cli/program.ts')

const [file = ''] = process.argv.slice(2)
const stdout = createWriteStream('/dev/null')
const code = await runProgram(['detect', file], { ...processIo(), stdout })
const { user, system } = process.cpuUsage()
const memory = process.resourceUsage().maxRSS * 1024
console.log(JSON.stringify({ cpu: (user + system) / 1000, memory }))
process.exitCode = code
