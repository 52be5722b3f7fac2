import { hear } from '../i18n/i18n.ts'
import { Instant } from './Quantities.tsx'

const instant = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)/

/** What the service says, in the language that is shown if the pages have it so, else marked as English; its instants as all others are. */
export function Heard({ words }: { words: string }) {
  const text = hear(words)
  const parts = (text ?? words).split(instant)
  return <span lang={text === undefined ? 'en' : undefined}>{parts.map((part, index) => (index % 2 === 1 ? <Instant key={index} value={part} /> : part))}</span>
}
