#!/usr/bin/env node
import { enableCompileCache } from 'node:module'

// What was compiled once is read back at the next start; without a place to write it goes without.
enableCompileCache()
const { processIo } = await import('./cli/io.ts')
const { runProgram } = await import('./cli/program.ts')
process.exitCode = await runProgram(process.argv.slice(2), processIo())
