// Checks the messages beyond what the compiler sees: both languages have the same keys and placeholders, each key is
// used, and the Chinese follows the house rules (full-width punctuation, a space between Han and Latin).
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const root = new URL('..', import.meta.url).pathname
const faults = []

const [en, zh] = await Promise.all(['en', 'zh'].map(read))
for (const key of Object.keys(en)) if (!(key in zh)) faults.push(`${key}: missing in Chinese`)
for (const key of Object.keys(zh)) if (!(key in en)) faults.push(`${key}: missing in English`)

for (const [key, text] of Object.entries(en)) {
  const ours = placeholders(text)
  const theirs = placeholders(zh[key] ?? text)
  if (ours !== theirs) faults.push(`${key}: placeholders differ: ${ours} and ${theirs}`)
}

for (const [key, text] of Object.entries(zh)) {
  const words = JSON.stringify(text)
  if (/\p{Script=Han}[,;:!?]|\p{Script=Han}\.(?!\d)|[,;:!?]\p{Script=Han}/u.test(words)) {
    faults.push(`${key}: half-width punctuation beside a Han character`)
  }
  if (/\p{Script=Han}[A-Za-z0-9{]|[A-Za-z0-9}]\p{Script=Han}/u.test(words)) {
    faults.push(`${key}: no space between Han and Latin`)
  }
}

const code = (await sources(join(root, 'src'))).join('\n')
for (const key of Object.keys(en)) {
  if (!code.includes(`m.${key}(`)) faults.push(`${key}: not used by any page`)
}

if (faults.length > 0) {
  console.error(faults.join('\n'))
  process.exitCode = 1
} else {
  console.log(`${Object.keys(en).length} messages in two languages`)
}

async function read(language) {
  const names = (await readdir(join(root, 'messages'))).filter((name) => name.endsWith(`.${language}.json`))
  const all = {}
  for (const name of names.sort()) {
    const { $schema: _, ...messages } = JSON.parse(await readFile(join(root, 'messages', name), 'utf8'))
    for (const key of Object.keys(messages)) if (key in all) faults.push(`${key}: also in ${name}`)
    Object.assign(all, messages)
  }
  return all
}

function placeholders(text) {
  return [...new Set(JSON.stringify(text).match(/\{\w+\}/g) ?? [])].sort().join(' ')
}

async function sources(folder) {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => /\.tsx?$/.test(name) && !name.includes('paraglide'))
  return Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))
}
