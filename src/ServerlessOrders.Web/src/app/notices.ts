import { signal } from '@preact/signals'

/** Something that was done, said once, with the way on. */
export interface Notice {
  readonly text: string
  readonly link?: { readonly href: string; readonly text: string }
}

/** What is said now. */
export const notice = signal<Notice | undefined>(undefined)

let timer: ReturnType<typeof setTimeout> | undefined

/** Says something for some seconds, instead of what was said before. */
export function say(said: Notice): void {
  clearTimeout(timer)
  notice.value = said
  timer = setTimeout(() => (notice.value = undefined), 8000)
}
