/**
 * What the service says, by its words there, in a language of the pages. A `{placeholder}` stands for what differs, is found again in the
 * translation, and is looked up itself: it may hold a sentence.
 */
export type Phrases = Readonly<Record<string, string>>

interface Known {
  readonly pattern: RegExp
  readonly names: readonly string[]
  readonly translation: string
}

const compiled = new WeakMap<Phrases, readonly Known[]>()

/** The text in the words of the phrases; nothing if they do not have it. */
export function translate(text: string, phrases: Phrases): string | undefined {
  const exact = phrases[text]
  if (exact !== undefined) return exact
  for (const { pattern, names, translation } of known(phrases)) {
    const values = pattern.exec(text)?.slice(1)
    if (!values) continue
    const byName = new Map(names.map((name, index) => [name, values[index] ?? '']))
    return translation.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = byName.get(name)
      return value === undefined ? whole : (translate(value, phrases) ?? value)
    })
  }
  return undefined
}

function known(phrases: Phrases): readonly Known[] {
  const before = compiled.get(phrases)
  if (before) return before
  const made = Object.entries(phrases).filter(([words]) => words.includes('{')).map(([words, translation]) => ({
    pattern: new RegExp(`^${words.split(/\{\w+\}/).map(literally).join('(.+?)')}$`, 's'),
    names: [...words.matchAll(/\{(\w+)\}/g)].map(match => match[1] ?? ''),
    translation,
  }))
  compiled.set(phrases, made)
  return made
}

function literally(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
