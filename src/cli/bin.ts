#!/usr/bin/env node
import { commands } from './commands/all-commands.ts'
import { confirm } from './confirm.ts'
import { runCli } from './run.ts'

void runCli(process.argv.slice(2), commands, {
  print: (text) => process.stdout.write(`${text}\n`),
  printError: (text) => process.stderr.write(`${text}\n`),
  ...(process.stdin.isTTY && process.stdout.isTTY && { confirm }),
  cwd: process.cwd(),
  environment: process.env,
}).then((code) => {
  process.exitCode = code
})
