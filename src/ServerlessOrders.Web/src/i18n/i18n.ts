import { effect, signal } from '@preact/signals'
import { en } from './en/index.ts'
import { phrases as english } from './en/phrases.ts'
import { fill, type Message, type Values } from './messages.ts'
import { translate, type Phrases } from './phrases.ts'

/** The languages of the pages. */
export const languages = { en: 'English', fr: 'Français' } as const
export type Language = keyof typeof languages

/** The key of a text. Every language has every key, or the build fails. */
export type TextKey = keyof typeof en
type Texts = Readonly<Record<TextKey, Message>>

const texts = signal<{ language: Language; messages: Texts; phrases: Phrases }>({ language: 'en', messages: en, phrases: english })
const kept = 'orders.language'

/** The language that is shown. */
export function language(): Language {
  return texts.value.language
}

/** The text of a key in the language that is shown. What reads it is shown anew if the language changes. */
export function t(key: TextKey, values: Values = {}): string {
  const { language, messages } = texts.value
  return fill(messages[key], values, language)
}

/** What the service says, in the language that is shown; nothing if only its English words are known. */
export function hear(words: string): string | undefined {
  const { language, phrases } = texts.value
  return translate(words, phrases) ?? (language === 'en' ? words : undefined)
}

/** Changes the language and remembers it; French is loaded when it is first asked for. */
export async function setLanguage(chosen: Language): Promise<void> {
  texts.value = { language: chosen, ...(await textsOf(chosen)) }
  try {
    localStorage.setItem(kept, chosen)
  } catch {
    // A browser that keeps nothing asks again next time.
  }
}

async function textsOf(chosen: Language): Promise<{ messages: Texts; phrases: Phrases }> {
  if (chosen === 'en') return { messages: en, phrases: english }
  const { fr, phrases } = await import('./fr/index.ts')
  return { messages: fr, phrases }
}

/** The language chosen before, else the first of the browser's that the pages have, else English. */
export async function startLanguage(): Promise<void> {
  effect(() => void (document.documentElement.lang = texts.value.language))
  const wished = [remembered(), ...navigator.languages].map(tag => tag?.slice(0, 2))
  const found = wished.find((tag): tag is Language => tag !== undefined && tag in languages)
  if (found === 'fr') await setLanguage(found)
}

function remembered(): string | undefined {
  try {
    return localStorage.getItem(kept) ?? undefined
  } catch {
    return undefined
  }
}
