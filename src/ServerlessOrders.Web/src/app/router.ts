import { signal } from '@preact/signals'
import { readPlace, type Place } from './match.ts'

/** Where the reader is. */
export const place = signal<Place>(readPlace(location.hash))

addEventListener('hashchange', () => (place.value = readPlace(location.hash)))

/** Goes to another place; `replace` leaves no step in the history. */
export function go(fragment: string, replace = false): void {
  if (replace) {
    history.replaceState(null, '', fragment)
    place.value = readPlace(fragment)
  } else {
    location.hash = fragment
  }
}
