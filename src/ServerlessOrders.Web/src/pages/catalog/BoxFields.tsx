import { useId } from 'preact/hooks'
import { t } from '../../i18n/i18n.ts'

const sides = ['west', 'south', 'east', 'north'] as const

interface BoxProps {
  /** West, south, east, north as typed. */
  readonly degrees: readonly string[]
  readonly wrong: boolean
  readonly onChange: (degrees: readonly string[]) => void
}

/** The area to search in, for the keyboard. */
export function BoxFields({ degrees, wrong, onChange }: BoxProps) {
  const id = useId()
  return (
    <fieldset aria-describedby={`${id}-hint`}>
      <legend>{t('search.place')}</legend>
      <div class="compass">
        {sides.map((side, index) => (
          <div class={`field ${side}`} key={side}>
            <label for={`${id}-${side}`}>{t(`search.${side}`)}</label>
            <input
              id={`${id}-${side}`} inputMode="decimal" autoComplete="off" value={degrees[index] ?? ''} aria-invalid={wrong}
              onInput={event => onChange(degrees.with(index, event.currentTarget.value))}
            />
          </div>
        ))}
      </div>
      {wrong && <p class="wrong" role="alert">{t('search.place.wrong')}</p>}
      <p class="hint" id={`${id}-hint`}>{t('search.place.hint')}</p>
    </fieldset>
  )
}
