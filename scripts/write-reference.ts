import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { llmsText } from './llms.ts'
import { commandsPage, optionsPage } from './reference.ts'

const docs = join(import.meta.dirname, '../docs')
writeFileSync(join(docs, 'options.md'), optionsPage())
writeFileSync(join(docs, 'cli.md'), await commandsPage())
writeFileSync(join(docs, '../llms.txt'), llmsText())
