/** A text, or one for each plural form of its `{n}` that English and French have. */
export type Message = string | { readonly one: string; readonly other: string }

/** The values of a text's `{placeholders}`; `n` also chooses the plural form. */
export type Values = Readonly<Record<string, string | number>>

/** Puts the values into a text; numbers are written as the language does. */
export function fill(message: Message, values: Values, language: string): string {
  const text = typeof message === 'string' ? message : message[plural(values['n'], language)]
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? value.toLocaleString(language) : value
  })
}

function plural(n: string | number | undefined, language: string): 'one' | 'other' {
  return new Intl.PluralRules(language).select(Number(n)) === 'one' ? 'one' : 'other'
}
